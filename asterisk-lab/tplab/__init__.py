"""A lab of real Asterisks for Trunkpilot: a PBX and two providers behind links that can be made bad."""
