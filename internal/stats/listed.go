package stats

// Listed is a list of organisations with what a history tells of them.
type Listed struct {
	Lines  []Line            // of each entry, in the order of the list, with the newest record of the account that had its login last
	Newest map[Number]Record // of each account on the hosts of the list, whatever it was called
	Others [][]Bearer        // for each entry, who had its login so lately that it may mean them, too
}

// Bearer is an account that had a login until a day.
type Bearer struct {
	ID   int64 // on the host of the login
	Last Day
}
