from .organisation import Organisation, Site
from .team import AgentScope, Team
from .user import Membership, User

__all__ = ["AgentScope", "Membership", "Organisation", "Site", "Team", "User"]
