package broker

import (
	"context"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/wire"
)

// permissionJS is JetStream whose requests end at once with a PermissionError where the
// server refuses them, instead of a time-out: the server does not answer such a request.
type permissionJS struct {
	jetstream.JetStream
	r *refusals
}

// Request runs one request of a connection to subject, so that a refusal ends it at once
// with a PermissionError. A subject that ends in a dot stands for all that begin with it.
func Request[T any](ctx context.Context, c *Conn, subject string, f func(context.Context) (T, error)) (T, error) {
	return request(ctx, c.refused, subject, f)
}

// request is Request for those that have the refusals and no connection.
func request[T any](ctx context.Context, r *refusals, subject string, f func(context.Context) (T, error)) (T, error) {
	ctx, answered := r.ask(ctx, subject)
	v, err := f(ctx)
	return v, answered(err)
}

func (p permissionJS) PublishMsg(ctx context.Context, m *nats.Msg, opts ...jetstream.PublishOpt) (*jetstream.PubAck, error) {
	return request(ctx, p.r, m.Subject, func(ctx context.Context) (*jetstream.PubAck, error) {
		return p.JetStream.PublishMsg(ctx, m, opts...)
	})
}

func (p permissionJS) AccountInfo(ctx context.Context) (*jetstream.AccountInfo, error) {
	return request(ctx, p.r, "$JS.API.INFO", p.JetStream.AccountInfo)
}

func (p permissionJS) Stream(ctx context.Context, name string) (jetstream.Stream, error) {
	return p.stream(ctx, "$JS.API.STREAM.INFO."+name, name, func(ctx context.Context) (jetstream.Stream, error) {
		return p.JetStream.Stream(ctx, name)
	})
}

func (p permissionJS) CreateStream(ctx context.Context, cfg jetstream.StreamConfig) (jetstream.Stream, error) {
	return p.stream(ctx, "$JS.API.STREAM.CREATE."+cfg.Name, cfg.Name, func(ctx context.Context) (jetstream.Stream, error) {
		return p.JetStream.CreateStream(ctx, cfg)
	})
}

func (p permissionJS) UpdateStream(ctx context.Context, cfg jetstream.StreamConfig) (jetstream.Stream, error) {
	return p.stream(ctx, "$JS.API.STREAM.UPDATE."+cfg.Name, cfg.Name, func(ctx context.Context) (jetstream.Stream, error) {
		return p.JetStream.UpdateStream(ctx, cfg)
	})
}

func (p permissionJS) stream(ctx context.Context, subject, name string, f func(context.Context) (jetstream.Stream, error)) (jetstream.Stream, error) {
	s, err := request(ctx, p.r, subject, f)
	if err != nil {
		return nil, err
	}
	return permissionStream{s, name, p.r}, nil
}

func (p permissionJS) Consumer(ctx context.Context, stream, name string) (jetstream.Consumer, error) {
	return p.consumer(ctx, "$JS.API.CONSUMER.INFO."+stream+"."+name, stream, func(ctx context.Context) (jetstream.Consumer, error) {
		return p.JetStream.Consumer(ctx, stream, name)
	})
}

func (p permissionJS) CreateConsumer(ctx context.Context, stream string, cfg jetstream.ConsumerConfig) (jetstream.Consumer, error) {
	return p.consumer(ctx, createSubject(stream, cfg), stream, func(ctx context.Context) (jetstream.Consumer, error) {
		return p.JetStream.CreateConsumer(ctx, stream, cfg)
	})
}

func (p permissionJS) CreateOrUpdateConsumer(ctx context.Context, stream string, cfg jetstream.ConsumerConfig) (jetstream.Consumer, error) {
	return p.consumer(ctx, createSubject(stream, cfg), stream, func(ctx context.Context) (jetstream.Consumer, error) {
		return p.JetStream.CreateOrUpdateConsumer(ctx, stream, cfg)
	})
}

// createSubject is where a consumer is asked for. Its name is in it, or one that the
// library makes up, and then the filter if there is one only.
func createSubject(stream string, cfg jetstream.ConsumerConfig) string {
	s := "$JS.API.CONSUMER.CREATE." + stream + "."
	name := cfg.Name
	if name == "" {
		name = cfg.Durable
	}
	switch {
	case name == "":
		return s
	case cfg.FilterSubject == "":
		return s + name
	}
	return s + name + "." + cfg.FilterSubject
}

func (p permissionJS) consumer(ctx context.Context, subject, stream string, f func(context.Context) (jetstream.Consumer, error)) (jetstream.Consumer, error) {
	c, err := request(ctx, p.r, subject, f)
	if err != nil {
		return nil, err
	}
	return permissionConsumer{c, stream + "." + c.CachedInfo().Name, p.r}, nil
}

func (p permissionJS) DeleteConsumer(ctx context.Context, stream, name string) error {
	_, err := request(ctx, p.r, "$JS.API.CONSUMER.DELETE."+stream+"."+name, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.JetStream.DeleteConsumer(ctx, stream, name)
	})
	return err
}

func (p permissionJS) KeyValue(ctx context.Context, bucket string) (jetstream.KeyValue, error) {
	return request(ctx, p.r, "$JS.API.STREAM.INFO."+wire.KVStream(bucket), func(ctx context.Context) (jetstream.KeyValue, error) {
		return p.JetStream.KeyValue(ctx, bucket)
	})
}

func (p permissionJS) CreateKeyValue(ctx context.Context, cfg jetstream.KeyValueConfig) (jetstream.KeyValue, error) {
	return request(ctx, p.r, "$JS.API.STREAM.CREATE."+wire.KVStream(cfg.Bucket), func(ctx context.Context) (jetstream.KeyValue, error) {
		return p.JetStream.CreateKeyValue(ctx, cfg)
	})
}

func (p permissionJS) ObjectStore(ctx context.Context, bucket string) (jetstream.ObjectStore, error) {
	return request(ctx, p.r, "$JS.API.STREAM.INFO.OBJ_"+bucket, func(ctx context.Context) (jetstream.ObjectStore, error) {
		return p.JetStream.ObjectStore(ctx, bucket)
	})
}

func (p permissionJS) CreateObjectStore(ctx context.Context, cfg jetstream.ObjectStoreConfig) (jetstream.ObjectStore, error) {
	return request(ctx, p.r, "$JS.API.STREAM.CREATE.OBJ_"+cfg.Bucket, func(ctx context.Context) (jetstream.ObjectStore, error) {
		return p.JetStream.CreateObjectStore(ctx, cfg)
	})
}

// permissionStream is a stream's handle.
type permissionStream struct {
	jetstream.Stream
	name string
	r    *refusals
}

func (s permissionStream) Info(ctx context.Context, opts ...jetstream.StreamInfoOpt) (*jetstream.StreamInfo, error) {
	return request(ctx, s.r, "$JS.API.STREAM.INFO."+s.name, func(ctx context.Context) (*jetstream.StreamInfo, error) {
		return s.Stream.Info(ctx, opts...)
	})
}

// GetMsg asks under one of two subjects, by the stream's settings.
func (s permissionStream) GetMsg(ctx context.Context, seq uint64, opts ...jetstream.GetMsgOpt) (*jetstream.RawStreamMsg, error) {
	subject := "$JS.API.STREAM.MSG.GET." + s.name
	if s.CachedInfo().Config.AllowDirect {
		subject = "$JS.API.DIRECT.GET." + s.name
	}
	return request(ctx, s.r, subject, func(ctx context.Context) (*jetstream.RawStreamMsg, error) {
		return s.Stream.GetMsg(ctx, seq, opts...)
	})
}

func (s permissionStream) GetLastMsgForSubject(ctx context.Context, subject string) (*jetstream.RawStreamMsg, error) {
	ask := "$JS.API.STREAM.MSG.GET." + s.name
	if s.CachedInfo().Config.AllowDirect {
		ask = "$JS.API.DIRECT.GET." + s.name + "." + subject
	}
	return request(ctx, s.r, ask, func(ctx context.Context) (*jetstream.RawStreamMsg, error) {
		return s.Stream.GetLastMsgForSubject(ctx, subject)
	})
}

func (s permissionStream) DeleteMsg(ctx context.Context, seq uint64) error {
	_, err := request(ctx, s.r, "$JS.API.STREAM.MSG.DELETE."+s.name, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.Stream.DeleteMsg(ctx, seq)
	})
	return err
}

// permissionConsumer is a consumer's handle. A refused pull shows as an empty batch; its
// Error tells.
type permissionConsumer struct {
	jetstream.Consumer
	of string // <stream>.<consumer>
	r  *refusals
}

func (c permissionConsumer) Info(ctx context.Context) (*jetstream.ConsumerInfo, error) {
	return request(ctx, c.r, "$JS.API.CONSUMER.INFO."+c.of, c.Consumer.Info)
}

func (c permissionConsumer) Fetch(n int, opts ...jetstream.FetchOpt) (jetstream.MessageBatch, error) {
	before := c.r.now()
	b, err := c.Consumer.Fetch(n, opts...)
	if err != nil {
		return nil, err
	}
	return permissionBatch{b, c, before}, nil
}

type permissionBatch struct {
	jetstream.MessageBatch
	c      permissionConsumer
	before uint64
}

func (b permissionBatch) Error() error {
	if err := b.MessageBatch.Error(); err != nil {
		return err
	}
	return b.c.r.since(b.before, "$JS.API.CONSUMER.MSG.NEXT."+b.c.of)
}
