"""Studies of one's own, as files and tables hold them; what measures them is `descent.instruments`."""
