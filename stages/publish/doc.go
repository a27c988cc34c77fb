// Package publish is the last stage: it writes a verdict to every sink and says so in
// a receipt. A sink that has the verdict already is not written again, so that the
// stage can be repeated after a crash or a redelivery without a second effect.
package publish
