package archive_test

import (
	"testing"

	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestMain(m *testing.M) { pipelinetest.Main(m) }
