"""The offline planner: answers by rules, without a key and without a network."""
