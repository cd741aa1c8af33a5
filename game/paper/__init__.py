"""What a class gets on paper: sheets, their answers, a card of tells, a certificate."""
