package rule

// shown is how many digits of a private number a quote may end with.
const shown = 3

// redact cuts a quote inside the first run of digits that could be a private number: a
// mobile number or 15 digits and more. What is left is still verbatim.
func redact(quote string) string {
	for i := 0; i < len(quote); {
		if quote[i] < '0' || quote[i] > '9' {
			i++
			continue
		}
		from := i
		for i < len(quote) && quote[i] >= '0' && quote[i] <= '9' {
			i++
		}
		n := i - from
		if n >= 15 || (n == 11 && quote[from] == '1' && quote[from+1] >= '3') {
			return quote[:from+shown]
		}
	}
	return quote
}
