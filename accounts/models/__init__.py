from .organisation import Organisation, Site
from .shift import Shift
from .team import AgentScope, Team
from .user import Membership, User

__all__ = ["AgentScope", "Membership", "Organisation", "Shift", "Site", "Team", "User"]
