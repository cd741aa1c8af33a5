"""What makes packs: annotating, importing, translating, skeletons, galley proofs."""
