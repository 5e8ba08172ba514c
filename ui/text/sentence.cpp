#include "ui/text/sentence.h"

#include "engine/core/shown_text.h"

#include <QCoreApplication>
#include <QFile>

namespace zscape {

QString text(const std::string& utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }

namespace {

/// Words of the engine ("its header is damaged") are translated; names have no spaces or no translation.
QString argumentOf(const std::string& argument) {
    const bool words = argument.find(' ') != std::string::npos;
    const std::string shown =
        words ? QCoreApplication::translate("zscape::Error", argument.c_str()).toStdString() : argument;
    return text(shownText(shown, kShownArgument));
}

}  // namespace

QString sentenceOf(const ErrorInfo& error) {
    QString sentence = QCoreApplication::translate("zscape::Error", error.pattern.c_str());
    // All at once from a copy of the pattern: an argument may itself hold "%1".
    QString result;
    for (qsizetype i = 0; i < sentence.size(); ++i) {
        const int digit =
            sentence[i] == QLatin1Char('%') && i + 1 < sentence.size() ? sentence[i + 1].digitValue() : -1;
        if (digit >= 1 && static_cast<size_t>(digit) <= error.arguments.size()) {
            result += argumentOf(error.arguments[static_cast<size_t>(digit) - 1]);
            ++i;
        } else {
            result += sentence[i];
        }
    }
    return result;
}

QString wordsOf(const std::string& english) {
    return english.empty() ? QString() : QCoreApplication::translate("zscape::Engine", english.c_str());
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
