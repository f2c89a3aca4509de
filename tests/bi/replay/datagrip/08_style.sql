show DateStyle
