#include "app/zscape/arguments.h"

#include "engine/session/version.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>
#include <cstdlib>

namespace zscape {

namespace {

[[noreturn]] void wrong(const QString& sentence) {
    std::fprintf(stderr, "zscape: error: %s\n", qPrintable(sentence));
    std::exit(2);
}

}  // namespace

Arguments readArguments(const QStringList& arguments) {
    const auto say = [](const char* text) { return QCoreApplication::translate("zscape::Arguments", text); };
    QCommandLineParser parser;
    parser.setApplicationDescription(say("Explores the latent spaces of autoencoders."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("source"),
                                 say("A folder of images, arrays, sample:digits, sample:shapes, or a project."),
                                 QStringLiteral("[DATA|PROJECT]"));
    const QCommandLineOption recipe(QStringLiteral("recipe"), say("The model to build."), QStringLiteral("name"));
    const QCommandLineOption train(QStringLiteral("train"), say("Train as soon as the images are read."));
    const QCommandLineOption screenshot(QStringLiteral("screenshot"), say("Save a picture of the window and leave."),
                                        QStringLiteral("file"));
    const QCommandLineOption after(QStringLiteral("after"), say("Seconds before the picture is taken (1)."),
                                   QStringLiteral("seconds"), QStringLiteral("1"));
    const QCommandLineOption size(QStringLiteral("size"), say("Size of the window, 800x560 or more."),
                                  QStringLiteral("WxH"));
    const QCommandLineOption theme(QStringLiteral("theme"), say("system, dark or light."), QStringLiteral("name"));
    parser.addOptions({recipe, train, screenshot, after, size, theme});
    if (!parser.parse(arguments)) wrong(parser.errorText());
    if (parser.isSet(QStringLiteral("help"))) {
        std::printf("%s", qPrintable(parser.helpText()));
        std::exit(0);
    }
    if (parser.isSet(QStringLiteral("version"))) {
        std::printf("zscape %s (Qt %s, LibTorch %s)\n", qPrintable(QCoreApplication::applicationVersion()), qVersion(),
                    torchVersion().c_str());
        std::exit(0);
    }

    Arguments result;
    result.sources = parser.positionalArguments();
    result.recipe = parser.value(recipe);
    result.train = parser.isSet(train);
    result.screenshot = parser.value(screenshot);
    bool ok = false;
    result.after = parser.value(after).toDouble(&ok);
    if (!ok || result.after < 0 || result.after > 86400) wrong(say("--after takes seconds, 0 to 86400"));
    if (parser.isSet(size)) {
        const QStringList parts = parser.value(size).split(QLatin1Char('x'));
        if (parts.size() == 2) result.size = QSize(parts[0].toInt(), parts[1].toInt());
        if (result.size.width() < 800 || result.size.height() < 560) wrong(say("--size takes WxH, 800x560 or more"));
    }
    if (parser.isSet(theme)) {
        const QString name = parser.value(theme);
        if (name == QLatin1String("system")) result.theme = ThemeChoice::System;
        else if (name == QLatin1String("dark")) result.theme = ThemeChoice::Dark;
        else if (name == QLatin1String("light")) result.theme = ThemeChoice::Light;
        else wrong(say("--theme takes system, dark or light"));
    }
    return result;
}

}  // namespace zscape
