"""The door for agents: the Model Context Protocol over stdin and stdout, derived from the register."""
