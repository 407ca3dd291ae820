from .firing import fire
from .handing_over import accept, give_back, hand_over, open_offer, take_back

__all__ = ["accept", "fire", "give_back", "hand_over", "open_offer", "take_back"]
