"""The project: settings, addresses, processes, embedded servers. Imported by no room."""
