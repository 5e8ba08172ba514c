#include "ui/text/english_plurals.h"

#include <QCoreApplication>
#include <QTranslator>

#include <algorithm>
#include <limits>

namespace zscape {

namespace {

class EnglishPlurals : public QTranslator {
public:
    using QTranslator::QTranslator;

    bool isEmpty() const override { return false; }
    QString translate(const char*, const char* text, const char*, int count) const override {
        // No text: the next translator is asked, and at the end the source stands as it is.
        return count >= 0 && text ? englishPlural(QString::fromUtf8(text), count) : QString();
    }
};

}  // namespace

QString englishPlural(const QString& text, int count) {
    QString result;
    qsizetype from = 0;
    while (from < text.size()) {
        const qsizetype open = text.indexOf(QLatin1Char('('), from);
        const qsizetype close = open < 0 ? -1 : text.indexOf(QLatin1Char(')'), open);
        if (close < 0) break;
        const QString inside = text.mid(open + 1, close - open - 1);
        const qsizetype bar = inside.indexOf(QLatin1Char('|'));
        result += text.mid(from, open - from);
        if (inside == QLatin1String("s")) result += count == 1 ? QString() : inside;
        else if (bar >= 0) result += count == 1 ? inside.left(bar) : inside.mid(bar + 1);
        else result += text.mid(open, close - open + 1);
        from = close + 1;
    }
    return result + text.mid(from);
}

void installEnglishPlurals() { QCoreApplication::installTranslator(new EnglishPlurals(QCoreApplication::instance())); }

int counted(qint64 number) { return static_cast<int>(std::min<qint64>(number, std::numeric_limits<int>::max())); }

}  // namespace zscape
