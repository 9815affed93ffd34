"""Whatever replies: providers by the model process, the offline planner, scripts."""
