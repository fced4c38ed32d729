"""What every moving picture needs between Python and the browser, whatever it shows."""
