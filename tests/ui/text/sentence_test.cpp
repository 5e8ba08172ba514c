#include "ui/text/sentence.h"

#include <QCoreApplication>
#include <QTranslator>
#include <gtest/gtest.h>

namespace zscape {
namespace {

/// Of a language in which everything has an umlaut.
class Umlauts : public QTranslator {
public:
    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* source, const char*, int) const override {
        if (QLatin1String(context) != QLatin1String("zscape::Error")) return {};
        if (QLatin1String(source) == QLatin1String("%1 is damaged: %2.")) return QStringLiteral("%1 ist gestört: %2.");
        if (QLatin1String(source) == QLatin1String("it fails its check sum")) return QStringLiteral("die Prüfsumme");
        return {};
    }
};

TEST(Sentence, ArgumentsGoInOnceEvenWhenTheyLookLikePlaces) {
    const ErrorInfo error{"x", "%1 is not %2.", {"%2", "ü"}};
    EXPECT_EQ(sentenceOf(error), QStringLiteral("%2 is not ü."));
}

TEST(Sentence, PatternAndWordsOfTheEngineAreTranslatedAndNamesAreNot) {
    Umlauts umlauts;
    QCoreApplication::installTranslator(&umlauts);
    const ErrorInfo error{"x", "%1 is damaged: %2.", {"a file.bin", "it fails its check sum"}};
    EXPECT_EQ(sentenceOf(error), QStringLiteral("a file.bin ist gestört: die Prüfsumme."));
    QCoreApplication::removeTranslator(&umlauts);
}

}  // namespace
}  // namespace zscape
