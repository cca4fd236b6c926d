"""LDAP and Active Directory: everybody it has, or a sentence; never half of them."""

from __future__ import annotations

from firstbell.lib.rosters.directory.asking import read_directory, try_directory
from firstbell.lib.rosters.directory.connecting import Unanswered
from firstbell.lib.rosters.directory.wish import Directory, Security

__all__ = ["Directory", "Security", "Unanswered", "read_directory", "try_directory"]
