// From the empty window to images that are used.
#include "tests/ui/screenshots/album.h"

#include "ui/import/import_row.h"
#include "ui/panels/data/unreadable_page.h"
#include "ui/shell/actions.h"
#include "ui/shell/empty_screen.h"
#include "ui/shell/help_window.h"
#include "ui/shell/open_controller.h"

#include <QAbstractButton>
#include <QAction>
#include <QMenu>
#include <QMenuBar>

namespace zscape {
namespace {

TEST_F(Screenshots, Empty) {
    shoot(QStringLiteral("empty"));
    dropFiles(window.get(), window->emptyScreen()->geometry().center(), {digits()},
              [this] { shoot(QStringLiteral("empty, under a drag")); });
    ASSERT_TRUE(pageHasRead());
}

TEST_F(Screenshots, Import) {
    dropFiles(window.get(), {400, 300}, {digits()});
    ASSERT_TRUE(pageHasRead());
    shoot(QStringLiteral("import"));
    const std::pair<ImportPage::Row, const char*> rows[] = {{ImportPage::Row::Labels, "import, labels"},
                                                            {ImportPage::Row::Split, "import, split"},
                                                            {ImportPage::Row::Size, "import, size"},
                                                            {ImportPage::Row::Values, "import, values"}};
    for (const auto& [row, name] : rows) {
        ImportRow* widget = window->importPage()->row(row);
        if (!widget->isVisible()) continue;
        QTest::mouseClick(widget->head(), Qt::LeftButton, {}, {200, 20});
        shoot(QString::fromLatin1(name));
    }
}

/// A stack whose channels have names and colours, and an array of which nobody guesses the axes.
TEST_F(Screenshots, ImportOfChannelsAndOfAnArray) {
    dropFiles(window.get(), {400, 300}, {QStringLiteral(ZSCAPE_SOURCE_DIR "/tests/engine/data/files/named.tif")});
    ASSERT_TRUE(pageHasRead());
    QTest::mouseClick(window->importPage()->row(ImportPage::Row::Values)->head(), Qt::LeftButton, {}, {200, 20});
    shoot(QStringLiteral("import, channels"));
    QTest::keyClick(window->importPage(), Qt::Key_Escape);
    QFile file(mine_.filePath(QStringLiteral("volumes.npy")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    QByteArray header("{'descr': '|u1', 'fortran_order': False, 'shape': (10, 2, 3, 16, 16), }");
    file.write(QByteArray("\x93NUMPY\x01\0\x76\0", 10) + header.leftJustified(117) + '\n' +
               QByteArray(10 * 2 * 3 * 256, '\x40'));
    file.close();
    dropFiles(window.get(), {640, 300}, {file.fileName()});
    ASSERT_TRUE(until([&] { return window->importPage()->isVisible() && window->importPage()->isChoosing(); }));
    shoot(QStringLiteral("import, the axes of an array"));
}

/// A class for each of 300 long names.
TEST_F(Screenshots, ManyLabels) {
    const QDir folder(mine_.path());
    const QStringList numbers = QDir(digits()).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    int label = 0;
    for (const QString& number : numbers) {
        const QDir from(QDir(digits()).filePath(number));
        for (const QString& file : from.entryList({QStringLiteral("*.png")}).mid(0, 30)) {
            const QString name =
                QStringLiteral("many/A species whose name is long %1").arg(++label, 3, 10, QChar(u'0'));
            ASSERT_TRUE(folder.mkpath(name));
            ASSERT_TRUE(QFile::copy(from.filePath(file), folder.filePath(name + QLatin1Char('/') + file)));
        }
    }
    dropFiles(window.get(), {400, 300}, {folder.filePath(QStringLiteral("many"))});
    ASSERT_TRUE(pageHasRead());
    shoot(QStringLiteral("import, 300 labels"));
    useWhatWasRead();
    ASSERT_TRUE(until([&] { return plane()->points().cloud().placed() == label; }));
    shoot(QStringLiteral("ready, 300 labels"));
}

TEST_F(Screenshots, Unreadable) {
    const QDir folder(mine_.path());
    ASSERT_TRUE(folder.mkpath(QStringLiteral("mixed")));
    const QDir from(digits() + QStringLiteral("/3"));
    for (const QString& file : from.entryList({QStringLiteral("*.png")}).mid(0, 40))
        ASSERT_TRUE(QFile::copy(from.filePath(file), folder.filePath(QStringLiteral("mixed/") + file)));
    const std::pair<const char*, QByteArray> bad[] = {
        {"page.jpg", "<!DOCTYPE html><html><body>404</body></html>"},
        {"page (2).jpg", "<!DOCTYPE html><html><body>404</body></html>"},
        {"empty.png", {}},
        {"cut.png", QByteArray("\x89PNG\r\n\x1a\n", 8)},
        {"pointer.png", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"}};
    for (const auto& [name, bytes] : bad) {
        QFile file(folder.filePath(QStringLiteral("mixed/") + QLatin1String(name)));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    dropFiles(window.get(), {400, 300}, {folder.filePath(QStringLiteral("mixed"))});
    ASSERT_TRUE(pageHasRead());
    shoot(QStringLiteral("import, files not read"));
    QTest::mouseClick(window->importPage()->showFilesButton(), Qt::LeftButton);
    shoot(QStringLiteral("import, the files not read"));
}

TEST_F(Screenshots, Ready) {
    openAllDigits();
    shoot(QStringLiteral("ready"));
    RecipePicker* picker = window->panels().model->recipePicker();
    if (picker->isVisible()) {
        openRecipes();
        shoot(QStringLiteral("recipes"));
        QTest::mouseClick(recipesPage()->grid()->card("conv-ae-32"), Qt::LeftButton, {}, {100, 90});
        shoot(QStringLiteral("recipes, one that does not fit"));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("beta"));
        shoot(QStringLiteral("recipes, a search"));
        QTest::keyClick(window.get(), Qt::Key_Escape);
        QTest::keyClick(window.get(), Qt::Key_Escape);
        ASSERT_FALSE(window->pageHost()->isOpen());
    }
    window->windowActions()->keys->trigger();
    shoot(QStringLiteral("help"));
    QTest::keyClick(window->findChild<HelpWindow*>(), Qt::Key_Escape);
    for (QAction* menu : window->menuBar()->actions()) {
        if (!menu->menu()) continue;
        menu->menu()->popup(window->menuBar()->mapToGlobal(window->menuBar()->actionGeometry(menu).bottomLeft()));
        shoot(QStringLiteral("menu, ") + menu->text().remove(QLatin1Char('&')));
        menu->menu()->close();
    }
}

}  // namespace
}  // namespace zscape
