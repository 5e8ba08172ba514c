#include "ui/panels/data/missing_fonts.h"

#include "ui/text/sentence.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace zscape {

namespace {

struct MissingFonts {
    Q_DECLARE_TR_FUNCTIONS(MissingFonts)
};

/// Names of one set are of one kind: the first ones tell.
constexpr int64_t kNamesLookedAt = 500;

void collect(const QString& name, std::set<QFontDatabase::WritingSystem>& systems) {
    for (const QChar letter : name) {
        switch (letter.script()) {
            case QChar::Script_Han: systems.insert(QFontDatabase::SimplifiedChinese); break;
            case QChar::Script_Hiragana:
            case QChar::Script_Katakana: systems.insert(QFontDatabase::Japanese); break;
            case QChar::Script_Hangul: systems.insert(QFontDatabase::Korean); break;
            default: break;
        }
    }
}

/// Han letters are in the fonts of each of these.
bool canWrite(QFontDatabase::WritingSystem system, const HasFont& hasFont) {
    if (system != QFontDatabase::SimplifiedChinese) return hasFont(system);
    const auto any = {QFontDatabase::SimplifiedChinese, QFontDatabase::TraditionalChinese, QFontDatabase::Japanese};
    return std::any_of(any.begin(), any.end(), hasFont);
}

}  // namespace

bool isFontInstalled(QFontDatabase::WritingSystem system) { return !QFontDatabase::families(system).isEmpty(); }

QString missingFontSentence(const ImageSet& images, const HasFont& hasFont) {
    std::set<QFontDatabase::WritingSystem> systems;
    for (const std::string& label : images.labelNames()) collect(text(label), systems);
    for (int64_t image = 0; image < std::min(images.count(), kNamesLookedAt); ++image)
        collect(text(images.nameOf(image)), systems);
    const bool missing =
        std::any_of(systems.begin(), systems.end(), [&](auto system) { return !canWrite(system, hasFont); });
    return missing ? MissingFonts::tr("Some names need a font that is not installed: fonts-noto-cjk has it.")
                   : QString();
}

}  // namespace zscape
