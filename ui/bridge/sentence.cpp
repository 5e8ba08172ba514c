#include "ui/bridge/sentence.h"

#include "engine/core/shown_text.h"

#include <QCoreApplication>
#include <QFile>

namespace zscape {

QString text(const std::string& utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }

QString sentenceOf(const ErrorInfo& error) {
    QString sentence = QCoreApplication::translate("zscape::Error", error.pattern.c_str());
    // All at once from a copy of the pattern: an argument may itself hold "%1".
    QString result;
    for (qsizetype i = 0; i < sentence.size(); ++i) {
        const int digit =
            sentence[i] == QLatin1Char('%') && i + 1 < sentence.size() ? sentence[i + 1].digitValue() : -1;
        if (digit >= 1 && static_cast<size_t>(digit) <= error.arguments.size()) {
            result += text(shownText(error.arguments[static_cast<size_t>(digit) - 1], kShownArgument));
            ++i;
        } else {
            result += sentence[i];
        }
    }
    return result;
}

QString verbOf(const Progress& progress) {
    return QCoreApplication::translate("zscape::Progress", progress.verb.c_str());
}

std::string pathBytes(const QString& file) { return QFile::encodeName(file).toStdString(); }

std::filesystem::path toPath(const QString& file) { return std::filesystem::path(pathBytes(file)); }

QString fromPath(const std::filesystem::path& file) {
    return QFile::decodeName(QByteArray::fromStdString(file.string()));
}

}  // namespace zscape
