// Where what is saved goes, and in which format.
#include "tests/ui/window/window_fixture.h"

#include "ui/shell/actions.h"

#include <QAbstractButton>
#include <QAction>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QPointer>

namespace zscape {
namespace {

class WindowSaving : public WindowFixture {
protected:
    void openAPath() {
        openDigits();
        ASSERT_NO_FATAL_FAILURE(chooseEnds());
    }
    QFileDialog* exportDialog() {
        window->windowActions()->exportStrip->trigger();
        QPointer<QFileDialog> dialog;
        EXPECT_TRUE(until([&] {
            for (auto* candidate : window->findChildren<QFileDialog*>())
                if (candidate->isVisible()) dialog = candidate;
            return !dialog.isNull();
        }));
        return dialog;
    }
    static void answer(QFileDialog* dialog, const QString& file) {
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        ASSERT_NE(name, nullptr);
        name->setText(file);
        auto* buttons = dialog->findChild<QDialogButtonBox*>();
        ASSERT_NE(buttons, nullptr);
        for (QAbstractButton* button : buttons->buttons())
            if (buttons->buttonRole(button) == QDialogButtonBox::AcceptRole) QTest::mouseClick(button, Qt::LeftButton);
    }
    QByteArray written(const QString& name) {
        QFile file(place_.filePath(name));
        EXPECT_TRUE(until([&] { return file.exists() && file.size() > 0; })) << qPrintable(name);
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return file.read(4);
    }

    QTemporaryDir place_;
};

TEST_F(WindowSaving, WithoutAPathNothingOffersToPlayOrExportOne) {
    const Actions* actions = window->windowActions();
    EXPECT_FALSE(actions->exportStrip->isEnabled());
    ASSERT_NO_FATAL_FAILURE(openAPath());
    EXPECT_TRUE(actions->exportStrip->isEnabled());
    EXPECT_TRUE(actions->playPath->isEnabled());
    selection()->setEnd(PathEnd::B, std::nullopt);
    EXPECT_FALSE(actions->exportStrip->isEnabled());
    EXPECT_FALSE(actions->playPath->isEnabled());
    train();
    EXPECT_FALSE(actions->exportStrip->isEnabled()) << "in another state neither";
    EXPECT_FALSE(actions->playPath->isEnabled());
}

TEST_F(WindowSaving, TheNamesEndingDecidesTheFormat) {
    openAPath();
    QFileDialog* dialog = exportDialog();
    ASSERT_NE(dialog, nullptr);
    EXPECT_EQ(dialog->nameFilters().size(), 3) << "every format is offered";
    EXPECT_TRUE(dialog->selectedNameFilter().contains(QStringLiteral("*.png")));
    answer(dialog, place_.filePath(QStringLiteral("walk.gif")));
    EXPECT_EQ(written(QStringLiteral("walk.gif")), QByteArray("GIF8"));

    dialog = exportDialog();
    ASSERT_NE(dialog, nullptr);
    EXPECT_EQ(dialog->directory().absolutePath(), QDir(place_.path()).absolutePath()) << "where the last one went";
    answer(dialog, place_.filePath(QStringLiteral("version 1.2")));
    EXPECT_EQ(written(QStringLiteral("version 1.2.png")), QByteArray("\x89PNG")) << "2 is no format";
}

}  // namespace
}  // namespace zscape
