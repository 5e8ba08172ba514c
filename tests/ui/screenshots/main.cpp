// scripts/screenshots: the states of the window as pictures. On a screen (Xvfb will do) as large as the window.
#include "tests/ui/screenshots/album.h"

#include "ui/text/english_plurals.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTemporaryDir>
#include <gtest/gtest.h>

#include <cstdio>

int main(int argc, char** argv) {
    const QTemporaryDir home;
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"})
        qputenv(name, home.path().toLocal8Bit());
    testing::InitGoogleTest(&argc, argv);
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("zscape-screenshots"));
    QApplication::setApplicationName(QStringLiteral("zscape-screenshots"));

    zscape::installEnglishPlurals();
    QCommandLineParser parser;
    parser.addPositionalArgument(QStringLiteral("folder"), QStringLiteral("Where the pictures go."));
    const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("dark or light"), QStringLiteral("name"),
                                   QStringLiteral("dark"));
    const QCommandLineOption size(QStringLiteral("size"), QStringLiteral("of the window, in logical pixels"),
                                  QStringLiteral("WxH"), QStringLiteral("1280x800"));
    const QCommandLineOption suffix(QStringLiteral("suffix"), QStringLiteral("behind each picture's name"),
                                    QStringLiteral("text"));
    parser.addOptions({theme, size, suffix});
    parser.addHelpOption();
    parser.process(application);
    const QStringList sides = parser.value(size).split(QLatin1Char('x'));
    if (parser.positionalArguments().size() != 1 || sides.size() != 2) parser.showHelp(2);

    zscape::Album& album = zscape::album();
    album.folder = QDir(parser.positionalArguments().first());
    album.suffix = parser.value(suffix);
    album.size = QSize(sides[0].toInt(), sides[1].toInt());
    if (!album.folder.mkpath(QStringLiteral("."))) {
        std::fprintf(stderr, "zscape_screenshots: %s cannot be made\n", qPrintable(album.folder.path()));
        return 1;
    }
    if (parser.value(theme) == QStringLiteral("light")) album.theme = zscape::ThemeChoice::Light;
    zscape::ThemeController::instance().install();
    return RUN_ALL_TESTS();
}
