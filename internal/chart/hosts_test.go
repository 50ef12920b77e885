package chart

import (
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

// Accounts with one login on several hosts each keep their own hue in all charts.
func TestHandoutOfHosts(t *testing.T) {
	at := func(host string) series {
		return series{who: who{account: stats.Account{Host: host, Login: "nhsuk"}}, login: "nhsuk"}
	}
	first, second := []series{at("github.com"), at("gitlab.com")}, []series{at("gitlab.com")}
	var h handout
	h.give(first)
	h.give(second)
	if first[0].hue == first[1].hue || second[0].hue != first[1].hue {
		t.Errorf("the hues are %d and %d, then %d", first[0].hue, first[1].hue, second[0].hue)
	}
}

// A host's accounts are known in any case.
func TestSeriesOfHosts(t *testing.T) {
	of := func(host, login string) who {
		return seriesOf(stats.Line{Org: stats.Org{Account: stats.Account{Host: host, Login: login}}}, 0, nil).who
	}
	if of("github.com", "NHSuk") != of("GitHub.com", "nhsuk") || of("github.com", "nhsuk") == of("gitlab.com", "nhsuk") {
		t.Errorf("%v and %v", of("github.com", "NHSuk"), of("gitlab.com", "nhsuk"))
	}
}
