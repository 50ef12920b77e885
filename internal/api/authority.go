package api

import (
	"crypto/x509"
	"errors"
	"fmt"
)

// unreachable says why GitHub could not be reached, and of a certificate that
// nobody knows, how an Enterprise Server's own authority is trusted.
func unreachable(why error) string {
	text := fmt.Sprintf("GitHub could not be reached: %v", why)
	var authority x509.UnknownAuthorityError
	if errors.As(why, &authority) {
		text += ". If the server's certificates are from an authority of your own, have its certificate as a PEM file in the workspace " +
			"(by actions/checkout, in a step before this one), and name the file in this step's env, like SSL_CERT_FILE: /github/workspace/ca.pem"
	}
	return text
}
