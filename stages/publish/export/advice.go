package export

import "github.com/gouji/gouji/pipeline/fault"

// Advice says what the sender of a refused file can do, "" for an unknown class.
func (w Words) Advice(c fault.Class) string {
	a := advice()[c]
	if w.english {
		return a.en
	}
	return a.zh
}

// tip is what to do, in both languages.
type tip struct{ zh, en string }

// advice is what to do about each class of refusal.
func advice() map[fault.Class]tip {
	split := tip{"请删减或拆分文件后重新报送", "shorten or split the file and send it again"}
	resave := tip{"请用办公软件打开并另存后重新报送", "open it in an office program, save it anew and send it again"}
	retry := tip{"请稍后重试；仍不成功请联系管理员", "try again later; if it goes on, ask the administrator"}
	return map[fault.Class]tip{
		fault.Empty:             {"请检查文件后重新报送", "check the file and send it again"},
		fault.TooLarge:          split,
		"unreadable_input":      {"请检查路径和读取权限", "check the path and that it may be read"},
		fault.UnsupportedType:   {"请报送网页、Word（.docx）、PDF 或文本文件", "send HTML, Word (.docx), PDF or text"},
		fault.TypeMismatch:      {"请使扩展名和 Content-Type 与内容一致", "give the file the extension and Content-Type of its content"},
		fault.CharsetUnknown:    {"请另存为 UTF-8 后重新报送", "save it as UTF-8 and send it again"},
		fault.EmptyDocument:     {"请确认文件中有正文", "make sure that the file has a text"},
		fault.NoText:            {"请报送文字可以复制的文件，不要报送扫描件", "send a file whose text can be copied, not a scan"},
		fault.NotAReport:        {"请报送年度报告本身，而不是通知、目录或其他文件", "send the annual report itself, not a notice, an index or another document"},
		fault.Malformed:         resave,
		fault.Encrypted:         {"请取消密码后重新报送", "take off the password and send it again"},
		fault.AmbiguousPackage:  resave,
		fault.LimitDepth:        resave,
		fault.LimitCells:        split,
		fault.LimitAttributes:   resave,
		fault.LimitToken:        resave,
		fault.LimitInflate:      split,
		fault.LimitParts:        resave,
		fault.LimitPages:        split,
		fault.LimitTime:         split,
		fault.LimitMemory:       split,
		fault.BadMetadata:       {"请按说明改正 Gouji-* 信息", "mend the Gouji-* metadata as the message says"},
		fault.BadHeader:         {"请按说明改正请求头", "mend the header as the message says"},
		fault.BadSubjectToken:   {"提交者名称只用小写字母、数字、“_”和“-”", "use lower-case letters, digits, _ and - in the producer's name"},
		fault.DigestMismatch:    {"请重新传送，内容在途中有变", "send it again, the content changed on its way"},
		fault.Unauthorized:      {"请附上有效的令牌", "send a valid token"},
		fault.Forbidden:         {"请向管理员申请权限", "ask the administrator for the permission"},
		fault.RateLimited:       retry,
		fault.SchemaVersion:     {"请升级两端到同一版本", "bring both sides to the same version"},
		fault.SchemaInvalid:     {"请升级两端到同一版本", "bring both sides to the same version"},
		fault.AttemptsExhausted: retry,
		fault.Panic:             {"请把文件交给维护者，这是程序的缺陷", "give the file to the maintainers, this is a defect of the program"},
		fault.Erased:            {"请勿再次报送；确需恢复的，请联系管理员", "do not send it again; ask the administrator if it has to come back"},
		"several_reports":       {"请按年度、机关拆分，一个文件一份报告", "split it by year and body, one report a file"},
		"links_only":            {"请报送链接所指的报告文件", "send the report that the page links to"},
	}
}
