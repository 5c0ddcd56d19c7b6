"""How the doors that machines use (API, MCP, CLI) ask for an operation: arguments in, plain answers out."""
