"""The sections of the board, the comment that says where a nomination stands."""
