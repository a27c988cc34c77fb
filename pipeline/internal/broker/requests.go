package broker

import (
	"context"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/wire"
)

// permissionJS is JetStream with every request that this package makes guarded: one that the
// server refuses ends at once with a PermissionError instead of a time-out.
type permissionJS struct {
	jetstream.JetStream
	r *refusals
}

// Request runs one request of a connection to subject, so that a refusal ends it at once
// with a PermissionError. A subject that ends in a dot stands for all that begin with it.
func Request[T any](ctx context.Context, c *Conn, subject string, f func(context.Context) (T, error)) (T, error) {
	return guarded(ctx, c.refused, subject, f)
}

// guarded runs one request.
func guarded[T any](ctx context.Context, r *refusals, subject string, f func(context.Context) (T, error)) (T, error) {
	ctx, answered := r.ask(ctx, subject)
	v, err := f(ctx)
	return v, answered(err)
}

func (g permissionJS) PublishMsg(ctx context.Context, m *nats.Msg, opts ...jetstream.PublishOpt) (*jetstream.PubAck, error) {
	return guarded(ctx, g.r, m.Subject, func(ctx context.Context) (*jetstream.PubAck, error) {
		return g.JetStream.PublishMsg(ctx, m, opts...)
	})
}

func (g permissionJS) Stream(ctx context.Context, name string) (jetstream.Stream, error) {
	return g.stream(ctx, "$JS.API.STREAM.INFO."+name, name, func(ctx context.Context) (jetstream.Stream, error) {
		return g.JetStream.Stream(ctx, name)
	})
}

func (g permissionJS) CreateStream(ctx context.Context, cfg jetstream.StreamConfig) (jetstream.Stream, error) {
	return g.stream(ctx, "$JS.API.STREAM.CREATE."+cfg.Name, cfg.Name, func(ctx context.Context) (jetstream.Stream, error) {
		return g.JetStream.CreateStream(ctx, cfg)
	})
}

func (g permissionJS) UpdateStream(ctx context.Context, cfg jetstream.StreamConfig) (jetstream.Stream, error) {
	return g.stream(ctx, "$JS.API.STREAM.UPDATE."+cfg.Name, cfg.Name, func(ctx context.Context) (jetstream.Stream, error) {
		return g.JetStream.UpdateStream(ctx, cfg)
	})
}

func (g permissionJS) stream(ctx context.Context, subject, name string, f func(context.Context) (jetstream.Stream, error)) (jetstream.Stream, error) {
	s, err := guarded(ctx, g.r, subject, f)
	if err != nil {
		return nil, err
	}
	return permissionStream{s, name, g.r}, nil
}

func (g permissionJS) Consumer(ctx context.Context, stream, name string) (jetstream.Consumer, error) {
	return g.consumer(ctx, "$JS.API.CONSUMER.INFO."+stream+"."+name, stream, func(ctx context.Context) (jetstream.Consumer, error) {
		return g.JetStream.Consumer(ctx, stream, name)
	})
}

func (g permissionJS) CreateConsumer(ctx context.Context, stream string, cfg jetstream.ConsumerConfig) (jetstream.Consumer, error) {
	return g.consumer(ctx, createSubject(stream, cfg), stream, func(ctx context.Context) (jetstream.Consumer, error) {
		return g.JetStream.CreateConsumer(ctx, stream, cfg)
	})
}

func (g permissionJS) CreateOrUpdateConsumer(ctx context.Context, stream string, cfg jetstream.ConsumerConfig) (jetstream.Consumer, error) {
	return g.consumer(ctx, createSubject(stream, cfg), stream, func(ctx context.Context) (jetstream.Consumer, error) {
		return g.JetStream.CreateOrUpdateConsumer(ctx, stream, cfg)
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

func (g permissionJS) consumer(ctx context.Context, subject, stream string, f func(context.Context) (jetstream.Consumer, error)) (jetstream.Consumer, error) {
	c, err := guarded(ctx, g.r, subject, f)
	if err != nil {
		return nil, err
	}
	return permissionConsumer{c, stream + "." + c.CachedInfo().Name, g.r}, nil
}

func (g permissionJS) DeleteConsumer(ctx context.Context, stream, name string) error {
	_, err := guarded(ctx, g.r, "$JS.API.CONSUMER.DELETE."+stream+"."+name, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, g.JetStream.DeleteConsumer(ctx, stream, name)
	})
	return err
}

func (g permissionJS) KeyValue(ctx context.Context, bucket string) (jetstream.KeyValue, error) {
	return guarded(ctx, g.r, "$JS.API.STREAM.INFO."+wire.KVStream(bucket), func(ctx context.Context) (jetstream.KeyValue, error) {
		return g.JetStream.KeyValue(ctx, bucket)
	})
}

func (g permissionJS) CreateKeyValue(ctx context.Context, cfg jetstream.KeyValueConfig) (jetstream.KeyValue, error) {
	return guarded(ctx, g.r, "$JS.API.STREAM.CREATE."+wire.KVStream(cfg.Bucket), func(ctx context.Context) (jetstream.KeyValue, error) {
		return g.JetStream.CreateKeyValue(ctx, cfg)
	})
}

func (g permissionJS) ObjectStore(ctx context.Context, bucket string) (jetstream.ObjectStore, error) {
	return guarded(ctx, g.r, "$JS.API.STREAM.INFO.OBJ_"+bucket, func(ctx context.Context) (jetstream.ObjectStore, error) {
		return g.JetStream.ObjectStore(ctx, bucket)
	})
}

func (g permissionJS) CreateObjectStore(ctx context.Context, cfg jetstream.ObjectStoreConfig) (jetstream.ObjectStore, error) {
	return guarded(ctx, g.r, "$JS.API.STREAM.CREATE.OBJ_"+cfg.Bucket, func(ctx context.Context) (jetstream.ObjectStore, error) {
		return g.JetStream.CreateObjectStore(ctx, cfg)
	})
}

// permissionStream is a stream's handle.
type permissionStream struct {
	jetstream.Stream
	name string
	r    *refusals
}

func (s permissionStream) Info(ctx context.Context, opts ...jetstream.StreamInfoOpt) (*jetstream.StreamInfo, error) {
	return guarded(ctx, s.r, "$JS.API.STREAM.INFO."+s.name, func(ctx context.Context) (*jetstream.StreamInfo, error) {
		return s.Stream.Info(ctx, opts...)
	})
}

// GetMsg asks under one of two subjects, by the stream's settings.
func (s permissionStream) GetMsg(ctx context.Context, seq uint64, opts ...jetstream.GetMsgOpt) (*jetstream.RawStreamMsg, error) {
	subject := "$JS.API.STREAM.MSG.GET." + s.name
	if s.CachedInfo().Config.AllowDirect {
		subject = "$JS.API.DIRECT.GET." + s.name
	}
	return guarded(ctx, s.r, subject, func(ctx context.Context) (*jetstream.RawStreamMsg, error) {
		return s.Stream.GetMsg(ctx, seq, opts...)
	})
}

func (s permissionStream) GetLastMsgForSubject(ctx context.Context, subject string) (*jetstream.RawStreamMsg, error) {
	ask := "$JS.API.STREAM.MSG.GET." + s.name
	if s.CachedInfo().Config.AllowDirect {
		ask = "$JS.API.DIRECT.GET." + s.name + "." + subject
	}
	return guarded(ctx, s.r, ask, func(ctx context.Context) (*jetstream.RawStreamMsg, error) {
		return s.Stream.GetLastMsgForSubject(ctx, subject)
	})
}

func (s permissionStream) DeleteMsg(ctx context.Context, seq uint64) error {
	_, err := guarded(ctx, s.r, "$JS.API.STREAM.MSG.DELETE."+s.name, func(ctx context.Context) (struct{}, error) {
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
	return guarded(ctx, c.r, "$JS.API.CONSUMER.INFO."+c.of, c.Consumer.Info)
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
