package syntax

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5" //nolint:gosec // what the format prescribes
	"crypto/rc4" //nolint:gosec // what the format prescribes
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
)

// cipherKind is how the bytes of a file are encrypted.
type cipherKind int

const (
	plainBytes cipherKind = iota
	rc4Bytes              // V 1 and 2, CFM V2
	aes128                // CFM AESV2
	aes256                // CFM AESV3
)

// crypt decrypts a file that the empty user password opens (ISO 32000-2, 7.6).
type crypt struct {
	key             []byte
	strings, stream cipherKind
	metadata        bool
}

// unlock finds the key of an encrypted file.
func (f *File) unlock() error {
	if f.Trailer["Encrypt"] == nil || f.crypt != nil {
		return nil
	}
	d := f.Dict(f.Trailer["Encrypt"])
	if d == nil || f.Name(d["Filter"]) != "Standard" {
		return ErrEncrypted
	}
	c := &crypt{metadata: true}
	if b, ok := f.Resolve(d["EncryptMetadata"]).(bool); ok {
		c.metadata = b
	}
	switch v := f.int(d["V"], 0); v {
	case 1, 2:
		c.strings, c.stream = rc4Bytes, rc4Bytes
	case 4, 5:
		c.strings, c.stream = f.method(d, "StrF"), f.method(d, "StmF")
	default:
		return ErrEncrypted
	}
	if f.int(d["R"], 0) >= 5 {
		c.key = f.key256(d)
	} else {
		c.key = f.key128(d, c.metadata)
	}
	if c.key == nil || c.strings < 0 || c.stream < 0 {
		return ErrEncrypted
	}
	// What was read so far, such as the dictionary itself, is not encrypted; all else is read
	// again with the key.
	own := 0
	if r, ok := f.Trailer["Encrypt"].(Ref); ok {
		own = r.ID
	}
	f.known, f.packed = map[int]Object{}, make(map[int]*packed)
	if own > 0 {
		f.known[own] = d
	}
	f.crypt = c
	return nil
}

// method is the cipher that a crypt filter names; -1 for one that is not known.
func (f *File) method(d Dict, key Name) cipherKind {
	name := f.Name(d[key])
	if name == "" || name == "Identity" {
		return plainBytes
	}
	switch f.Name(f.Dict(f.Dict(d["CF"])[name])["CFM"]) {
	case "V2":
		return rc4Bytes
	case "AESV2":
		return aes128
	case "AESV3":
		return aes256
	case "None":
		return plainBytes
	}
	return -1
}

var padding = []byte("\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A")

// key128 is the key of revisions 2 to 4 (algorithm 2), nil if the empty password is not that
// of the user (algorithms 4 and 5).
func (f *File) key128(d Dict, metadata bool) []byte {
	revision, size := f.int(d["R"], 0), f.int(d["Length"], 40)/8
	owner, user := f.String(d["O"]), f.String(d["U"])
	if revision < 2 || len(owner) < 32 || len(user) < 32 {
		return nil
	}
	if f.int(d["V"], 0) == 4 {
		size = 16
	}
	if revision == 2 || size < 5 {
		size = 5
	}
	size = min(size, 16)
	var id string
	if ids := f.Array(f.Trailer["ID"]); len(ids) > 0 {
		id = f.String(ids[0])
	}
	h := md5.New()
	h.Write(padding)
	h.Write([]byte(owner[:32]))
	h.Write(binary.LittleEndian.AppendUint32(nil, uint32(int32(int64(f.Number(d["P"], 0))))))
	h.Write([]byte(id))
	if revision >= 4 && !metadata {
		h.Write([]byte{0xFF, 0xFF, 0xFF, 0xFF})
	}
	key := h.Sum(nil)
	if revision >= 3 {
		for range 50 {
			sum := md5.Sum(key[:size])
			key = sum[:]
		}
	}
	key = key[:size]
	if !bytes.HasPrefix([]byte(user), userEntry(key, revision, id)) {
		return nil
	}
	return key
}

// userEntry is what the entry U begins with if the key is right.
func userEntry(key []byte, revision int, id string) []byte {
	if revision == 2 {
		return rc4XOR(key, padding)
	}
	sum := md5.Sum(append(bytes.Clone(padding), id...))
	out := sum[:]
	for i := range 20 {
		k := bytes.Clone(key)
		for j := range k {
			k[j] ^= byte(i)
		}
		out = rc4XOR(k, out)
	}
	return out
}

func rc4XOR(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return nil
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}

// key256 is the key of revisions 5 and 6 (algorithm 2.A), nil if the empty password is not
// that of the user.
func (f *File) key256(d Dict) []byte {
	user, wrapped := []byte(f.String(d["U"])), []byte(f.String(d["UE"]))
	if len(user) < 48 || len(wrapped) < 32 {
		return nil
	}
	hash := hash6
	if f.int(d["R"], 0) == 5 {
		hash = func(salt []byte) []byte { s := sha256.Sum256(salt); return s[:] }
	}
	if !bytes.Equal(hash(user[32:40]), user[:32]) {
		return nil
	}
	b, err := aes.NewCipher(hash(user[40:48]))
	if err != nil {
		return nil
	}
	key := make([]byte, 32)
	cipher.NewCBCDecrypter(b, make([]byte, aes.BlockSize)).CryptBlocks(key, wrapped[:32])
	return key
}

// hash6 is the hash of revision 6 for an empty password (algorithm 2.B).
func hash6(salt []byte) []byte {
	sum := sha256.Sum256(salt)
	k := sum[:]
	for round := 0; ; round++ {
		e := bytes.Repeat(k, 64)
		b, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		cipher.NewCBCEncrypter(b, k[16:32]).CryptBlocks(e, e)
		rest := 0
		for _, c := range e[:16] {
			rest += int(c)
		}
		switch rest % 3 {
		case 0:
			s := sha256.Sum256(e)
			k = s[:]
		case 1:
			s := sha512.Sum384(e)
			k = s[:]
		default:
			s := sha512.Sum512(e)
			k = s[:]
		}
		if round >= 63 && int(e[len(e)-1]) <= round-31 {
			return k[:32]
		}
	}
}

// text decrypts a string of an object.
func (c *crypt) text(s String, r Ref) String {
	out, err := c.bytes([]byte(s), r, c.strings)
	if err != nil {
		return ""
	}
	return String(out)
}

// decrypt returns the bytes of a stream, still encoded.
func (f *File) decrypt(s *Stream) ([]byte, error) {
	if f.crypt == nil || s.open || s.Dict["Type"] == Object(Name("XRef")) {
		return bytes.Clone(s.raw), nil
	}
	if s.Dict["Type"] == Object(Name("Metadata")) && !f.crypt.metadata {
		return bytes.Clone(s.raw), nil
	}
	for _, o := range f.list(s.Dict["Filter"]) {
		if f.Name(o) == "Crypt" { // its parameters can only name Identity or what holds anyway
			return bytes.Clone(s.raw), nil
		}
	}
	return f.crypt.bytes(s.raw, s.ref, f.crypt.stream)
}

func (c *crypt) bytes(data []byte, r Ref, kind cipherKind) ([]byte, error) {
	key := c.key
	if kind == rc4Bytes || kind == aes128 {
		h := md5.New()
		h.Write(key)
		h.Write([]byte{byte(r.ID), byte(r.ID >> 8), byte(r.ID >> 16), byte(r.Gen), byte(r.Gen >> 8)})
		if kind == aes128 {
			h.Write([]byte("sAlT"))
		}
		key = h.Sum(nil)[:min(len(key)+5, 16)]
	}
	switch kind {
	case plainBytes:
		return bytes.Clone(data), nil
	case rc4Bytes:
		return rc4XOR(key, data), nil
	}
	if len(data) < 2*aes.BlockSize {
		return nil, nil
	}
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, malformed("a key of %d bytes", len(key))
	}
	body := data[aes.BlockSize:]
	out := make([]byte, len(body)/aes.BlockSize*aes.BlockSize)
	cipher.NewCBCDecrypter(b, data[:aes.BlockSize]).CryptBlocks(out, body[:len(out)])
	if n := int(out[len(out)-1]); n >= 1 && n <= aes.BlockSize {
		out = out[:len(out)-n]
	}
	return out, nil
}
