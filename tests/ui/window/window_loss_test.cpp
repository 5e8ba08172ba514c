#include "tests/ui/window/window_fixture.h"

#include "ui/panels/loss/ledger_table.h"
#include "ui/panels/loss/loss_chart.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/message_strip.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

namespace zscape {
namespace {

class WindowLoss : public WindowFixture {
protected:
    LossPanel* loss() const { return window->panels().loss; }

    /// The right button, then the entry.
    void choose(QAction* entry) {
        QMenu* menu = loss()->moreMenu();
        QContextMenuEvent event(QContextMenuEvent::Mouse, loss()->rect().center(),
                                loss()->mapToGlobal(loss()->rect().center()));
        QApplication::sendEvent(loss(), &event);
        ASSERT_TRUE(until([&] { return menu->isVisible(); }));
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(entry).center());
    }
    void answer(const QString& file) {
        auto* dialog = window->findChild<QFileDialog*>();
        ASSERT_NE(dialog, nullptr);
        ASSERT_TRUE(until([&] { return dialog->isVisible(); }));
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        ASSERT_NE(name, nullptr);
        EXPECT_EQ(name->text(), QStringLiteral("curves.csv"));
        name->setText(file);
        for (QAbstractButton* button : dialog->findChild<QDialogButtonBox*>()->buttons())
            if (button->text().contains(QStringLiteral("Save"))) QTest::mouseClick(button, Qt::LeftButton);
    }
};

TEST_F(WindowLoss, ChartLedgerAndTableSayTheSame) {
    ASSERT_NO_FATAL_FAILURE(openDigits());
    EXPECT_FALSE(loss()->exportAction()->isEnabled()) << "there is no curve yet";
    bridge->session().train(0, 30);
    ASSERT_TRUE(until([&] { return bridge->info()->step > 4; }));
    bridge->session().adjust("beta", 4);
    ASSERT_TRUE(until([&] { return !bridge->session().marks().empty(); }));
    ASSERT_TRUE(reaches(RunState::Finished));
    ASSERT_TRUE(until([&] { return loss()->data().newestStep() == bridge->info()->step; }));

    // Behind the mark the smoothed line begins with the step's own value.
    const int64_t mark = bridge->session().marks().at(0).step;
    EXPECT_EQ(loss()->data().smooth(0).at(mark), loss()->data().raw(0).at(mark));
    EXPECT_EQ(loss()->chart()->markNames().size(), 1U);

    QTest::mouseClick(loss()->ledgerButton(), Qt::LeftButton);
    EXPECT_EQ(loss()->ledger()->totalMeanText(), lossNumber(loss()->data().newest(0)));
    QTest::mouseClick(loss()->ledgerButton(), Qt::LeftButton);

    const QTemporaryDir folder;
    ASSERT_NO_FATAL_FAILURE(choose(loss()->exportAction()));
    ASSERT_NO_FATAL_FAILURE(answer(folder.filePath(QStringLiteral("mine.csv"))));
    ASSERT_TRUE(until([&] { return loss()->strip()->isVisible(); }));
    EXPECT_EQ(loss()->strip()->sentence(), QStringLiteral("Curves in mine.csv"));
    EXPECT_TRUE(loss()->strip()->actionButton()->isVisible());
    QFile file(folder.filePath(QStringLiteral("mine.csv")));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    EXPECT_EQ(lines.size(), bridge->info()->step + 1);
    EXPECT_TRUE(lines.at(mark).endsWith(QStringLiteral(",beta=4"))) << qPrintable(lines.at(mark));
    const QStringList heading = lines.front().split(QLatin1Char(',')), last = lines.back().split(QLatin1Char(','));
    EXPECT_EQ(lossNumber(last.at(heading.indexOf(QStringLiteral("total_smoothed"))).toDouble()),
              lossNumber(loss()->data().newest(0)));
}

}  // namespace
}  // namespace zscape
