package main

import (
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules"
)

// exportOptions are the words, colours and rule sources that every printed check has;
// own are rules beside those of the book.
func (a *app) exportOptions(own ...rule.Rule) export.Options {
	about := make(map[string]rule.Rule)
	for _, r := range append(rules.Book(), own...) {
		about[r.ID] = r
	}
	return export.Options{
		Lang: a.conf.Lang, Color: a.colour(a.Stdout), Width: width(a.Stdout), Version: buildVersion(),
		About: func(id string) (title, source string) {
			r, ok := about[id]
			if !ok {
				return "", ""
			}
			return a.pick(r.Title), r.Source.InWords()
		},
	}
}

// words are those of the check formats in the language of the configuration, which is one
// of those that there are.
func (a *app) words() export.Words {
	w, err := export.WordsFor(a.conf.Lang)
	if err != nil {
		return export.English()
	}
	return w
}

// pick chooses the language of the configuration.
func (a *app) pick(t rule.Text) string {
	if a.conf.Lang == "en" {
		return t.EN
	}
	return t.ZH
}
