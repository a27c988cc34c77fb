package syntax

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// file builds a PDF of the objects, of which the first is the catalogue.
func file(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, start)
	return b.Bytes()
}

func streamOf(dict string, content []byte) string {
	return fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", dict, len(content), content)
}

// encrypter encrypts as a writer does, by the algorithms of ISO 32000-2, 7.6, from the other
// end: it shares no code with the reader but the padding.
type encrypter struct {
	dict string
	do   func(id int, data []byte) []byte
}

func aesCBC(key, iv, data []byte, pad bool) []byte {
	if pad {
		n := aes.BlockSize - len(data)%aes.BlockSize
		data = append(bytes.Clone(data), bytes.Repeat([]byte{byte(n)}, n)...)
	}
	b, _ := aes.NewCipher(key)
	out := make([]byte, len(data))
	cipher.NewCBCEncrypter(b, iv).CryptBlocks(out, data)
	return out
}

// old makes an encrypter of revision 3 (RC4, 128 bits) or 4 (AESV2) with a user password.
func old(revision int, password string) encrypter {
	owner := bytes.Repeat([]byte{7}, 32)
	padded := append([]byte(password), padding...)[:32]
	sum := md5.Sum(bytes.Join([][]byte{padded, owner, {0xFC, 0xFF, 0xFF, 0xFF}, []byte("id")}, nil))
	key := sum[:]
	for range 50 {
		s := md5.Sum(key)
		key = s[:]
	}
	s := md5.Sum(append(bytes.Clone(padding), "id"...))
	user := s[:]
	for i := range 20 {
		k := bytes.Clone(key)
		for j := range k {
			k[j] ^= byte(i)
		}
		c, _ := rc4.NewCipher(k)
		c.XORKeyStream(user, user)
	}
	dict := fmt.Sprintf("/V 2 /R 3 /Length 128 /P -4 /O <%X> /U <%X%032X>", owner, user, 0)
	if revision == 4 {
		dict = fmt.Sprintf("/V 4 /R 4 /Length 128 /P -4 /CF <</StdCF <</CFM /AESV2 /Length 16>>>> /StmF /StdCF /StrF /StdCF /O <%X> /U <%X%032X>", owner, user, 0)
	}
	return encrypter{"<</Filter /Standard " + dict + ">>", func(id int, data []byte) []byte {
		salt := []byte{byte(id), 0, 0, 0, 0}
		if revision == 4 {
			k := md5.Sum(append(append(bytes.Clone(key), salt...), "sAlT"...))
			iv := bytes.Repeat([]byte{9}, 16)
			return append(iv, aesCBC(k[:], iv, data, true)...)
		}
		k := md5.Sum(append(bytes.Clone(key), salt...))
		c, _ := rc4.NewCipher(k[:])
		out := make([]byte, len(data))
		c.XORKeyStream(out, data)
		return out
	}}
}

// modern makes an encrypter of revision 5 or 6 (AES-256) with the empty user password.
func modern(revision int) encrypter {
	hash := hash6
	if revision == 5 {
		hash = func(salt []byte) []byte { s := sha256.Sum256(salt); return s[:] }
	}
	key := bytes.Repeat([]byte{3}, 32)
	user := append(bytes.Clone(hash([]byte("validate"))), "validatekey-salt"...)
	wrapped := aesCBC(hash([]byte("key-salt")), make([]byte, 16), key, false)
	dict := fmt.Sprintf("<</Filter /Standard /V 5 /R %d /Length 256 /P -4 /CF <</StdCF <</CFM /AESV3 /Length 32>>>> /StmF /StdCF /StrF /StdCF /O <%096X> /U <%X> /OE <%064X> /UE <%X>>>", revision, 0, user, 0, wrapped)
	return encrypter{dict, func(_ int, data []byte) []byte {
		iv := bytes.Repeat([]byte{9}, 16)
		return append(iv, aesCBC(key, iv, data, true)...)
	}}
}

func (e encrypter) file() []byte {
	return file("/Encrypt 4 0 R /ID [<6964><6964>]",
		fmt.Sprintf("<</Type /Catalog /Pages 2 0 R /Lang <%X>>>", e.do(1, []byte("zh-CN"))), "<</Type /Pages /Kids [] /Count 0>>",
		streamOf("", e.do(3, []byte("what the stream holds"))), e.dict)
}

func TestEncrypted(t *testing.T) {
	for name, e := range map[string]encrypter{"RC4": old(3, ""), "AES-128": old(4, ""), "AES-256, revision 5": modern(5), "AES-256": modern(6)} {
		f, err := Open(e.file(), 1<<20)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		data, err := f.Data(f.Stream(Ref{ID: 3}))
		if err != nil || string(data) != "what the stream holds" {
			t.Errorf("%s: stream %q, %v", name, data, err)
		}
		if s := f.String(f.Dict(f.Trailer["Root"])["Lang"]); s != "zh-CN" {
			t.Errorf("%s: string %q", name, s)
		}
	}
}

func TestPasswords(t *testing.T) {
	unknown := old(3, "")
	unknown.dict = strings.Replace(unknown.dict, "/Standard", "/Adobe.PubSec", 1)
	later := modern(6)
	later.dict = strings.Replace(later.dict, "/V 5", "/V 9", 1)
	for name, e := range map[string]encrypter{"RC4": old(3, "geheim"), "AES-128": old(4, "geheim"), "certificates": unknown, "a later version": later} {
		if _, err := Open(e.file(), 1<<20); !errors.Is(err, ErrEncrypted) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
