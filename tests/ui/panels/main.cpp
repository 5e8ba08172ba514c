#include "ui/text/english_plurals.h"
#include "ui/theme/tokens.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QLocale>

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    QApplication application(argc, argv);
    // Counts are written in the person's locale; the tests compare texts.
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    zscape::installEnglishPlurals();
    zscape::ThemeController::instance().install();
    zscape::ThemeController::instance().setChoice(zscape::ThemeChoice::Dark);
    return RUN_ALL_TESTS();
}
