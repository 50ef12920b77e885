//go:build e2e

package e2e

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path"
	"sync"
	"time"
)

// wire stands before GitHub and breaks its connections beneath HTTP.
type wire struct {
	github http.Handler
	web    *httptest.Server
	breach *breach // nil: all is well

	mu      sync.Mutex
	asked   map[string]int // requests by their path
	met     int
	silent  bool          // answers nothing any more
	reached chan struct{} // closed at the first breach, if set
}

// breach is what happens to the requests of a method and a path, a pattern of
// path.Match.
type breach struct {
	method, path string
	times        int  // 0: always
	undone       bool // the request is not carried out
	last         bool // no request after it is answered
	do           func(w *wire, conn *net.TCPConn, answer []byte)
}

// ServeHTTP answers a request, or breaks its connection.
func (w *wire) ServeHTTP(out http.ResponseWriter, req *http.Request) {
	b, silent := w.meets(req)
	switch {
	case silent:
		io.Copy(io.Discard, req.Body) // only then the context ends with the connection
		<-req.Context().Done()
	case b == nil:
		w.github.ServeHTTP(out, req)
	default:
		var answer []byte
		if !b.undone {
			answer = w.answer(req)
		}
		conn, _, err := http.NewResponseController(out).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		b.do(w, conn.(*net.TCPConn), answer)
	}
}

// meets returns the breach that a request meets, or nil.
func (w *wire) meets(req *http.Request) (b *breach, silent bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked[req.URL.Path]++
	if b = w.breach; b == nil || b.method != req.Method || b.times > 0 && w.met >= b.times {
		return nil, w.silent
	}
	if fits, _ := path.Match(b.path, req.URL.Path); !fits {
		return nil, w.silent
	}
	if w.met++; w.met == 1 && w.reached != nil {
		close(w.reached)
	}
	w.silent = w.silent || b.last
	return b, false
}

// answer carries a request out and returns the bytes of the answer.
func (w *wire) answer(req *http.Request) []byte {
	recorder := httptest.NewRecorder()
	w.github.ServeHTTP(recorder, req)
	var answer bytes.Buffer
	resp := recorder.Result()
	resp.ContentLength = int64(recorder.Body.Len())
	if err := resp.Write(&answer); err != nil {
		panic(err)
	}
	return answer.Bytes()
}

// reset breaks the connection by RST, without an answer.
func reset(_ *wire, conn *net.TCPConn, _ []byte) { conn.SetLinger(0) }

// closed ends the connection by FIN, without an answer.
func closed(*wire, *net.TCPConn, []byte) {}

// halfOf cuts an answer in the middle of its body.
func halfOf(answer []byte) []byte {
	_, body, _ := bytes.Cut(answer, []byte("\r\n\r\n"))
	return answer[:len(answer)-(len(body)+1)/2]
}

// half sends half of the answer and then FIN.
func half(_ *wire, conn *net.TCPConn, answer []byte) { conn.Write(halfOf(answer)) }

// halfReset sends half of the answer and then RST.
func halfReset(_ *wire, conn *net.TCPConn, answer []byte) {
	conn.Write(halfOf(answer))
	time.Sleep(50 * time.Millisecond) // RST takes along what has not been read yet
	conn.SetLinger(0)
}

// header ends in the middle of the header.
func header(_ *wire, conn *net.TCPConn, answer []byte) { conn.Write(answer[:40]) }

// noise is no HTTP.
func noise(_ *wire, conn *net.TCPConn, _ []byte) { conn.Write([]byte("\x00\x16\x03\r\n\r\n")) }

// stalls sends half of the answer and then nothing, as long as anybody waits.
func stalls(_ *wire, conn *net.TCPConn, answer []byte) {
	conn.Write(halfOf(answer))
	io.Copy(io.Discard, conn)
}

// trickles sends the answer in drops.
func trickles(_ *wire, conn *net.TCPConn, answer []byte) {
	const drops = 20
	for i := range drops {
		conn.Write(answer[i*len(answer)/drops : (i+1)*len(answer)/drops])
		time.Sleep(25 * time.Millisecond)
	}
}

// holds answers nothing, as long as anybody waits.
func holds(_ *wire, conn *net.TCPConn, _ []byte) { io.Copy(io.Discard, conn) }

// gone resets the connection, and nobody listens any more.
func gone(w *wire, conn *net.TCPConn, _ []byte) {
	w.web.Listener.Close()
	conn.SetLinger(0)
	conn.Close()
	w.web.CloseClientConnections()
}
