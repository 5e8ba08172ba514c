// The main of every test program of ui: an application without a screen, in the dark theme, with settings of its own.
#include "ui/text/english_plurals.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QTemporaryDir>
#include <gtest/gtest.h>

int main(int argc, char** argv) {
    const QTemporaryDir home;
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"})
        qputenv(name, home.path().toLocal8Bit());
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("zscape-test"));
    QApplication::setApplicationName(QStringLiteral("zscape-test"));
    zscape::installEnglishPlurals();
    zscape::ThemeController::instance().setChoice(zscape::ThemeChoice::Dark);
    zscape::ThemeController::instance().install();
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
