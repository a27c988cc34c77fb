// Package yamlfile reads the YAML files that people write for gouji by hand: rules files and
// members files. Each fault is told in Chinese and English with its line, its column and a
// caret below the place. The parts of YAML that can make a small file a large one, or move a
// value away from where it stands, are refused.
package yamlfile
