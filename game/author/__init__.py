"""What makes packs: annotating, importing, skeletons, galley proofs."""
