"""The manifest of a SCORM 1.2 package: one item, one resource, all of its files.

Owns that file (ADL, "SCORM 1.2 Content Aggregation Model", 2001). What the page tells a platform is in client/scorm.js.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from xml.sax.saxutils import escape, quoteattr

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier={identifier} version="1.0" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" \
xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd \
http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="spot-the-fake">
    <organization identifier="spot-the-fake">
      <title>{title}</title>
      <item identifier="levels" identifierref="page" isvisible="true"><title>{title}</title></item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" adlcp:scormtype="sco" href="index.html">
"""
_FOOT = "    </resource>\n  </resources>\n</manifest>\n"


def manifest(pack: str, levels: Iterable[str], title: str, files: Iterable[str]) -> bytes:
    """The manifest of these levels; its identifier is the same whenever they are written."""
    names = "-".join(levels)
    short = names if len(names) <= 60 else sha256(names.encode()).hexdigest()[:16]
    identifier = re.sub(r"[^\w.-]", "-", f"spot-the-fake.{pack}.{short}")
    head = _HEAD.format(identifier=quoteattr(identifier), title=escape(title))
    return (head + "".join(f"      <file href={quoteattr(file)}/>\n" for file in files) + _FOOT).encode()
