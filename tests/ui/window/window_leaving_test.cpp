#include "tests/ui/window/window_fixture.h"

#include "engine/session/session.h"
#include "ui/shell/empty_screen.h"
#include "ui/shell/recent_row.h"

#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>

#include <chrono>
#include <filesystem>

namespace zscape {
namespace {

/// A window that keeps runs without a project, as the program's own does.
class WindowLeaving : public WindowFixture {
protected:
    void SetUp() override {
        std::filesystem::remove_all(unsaved());
        WindowFixture::SetUp();
        begin();
    }

    void begin() {
        window.reset();
        bridge.reset();
        Session::Options options;
        options.cacheFolder = QFileInfo(digits()).dir().filePath(QStringLiteral("cache")).toStdString();
        options.autosave = std::chrono::milliseconds(100);
        options.unsavedFolder = unsaved();
        options.engine = linkedEngine;
        bridge = std::make_unique<SessionBridge>(options);
        window = std::make_unique<MainWindow>(bridge.get());
        window->resize(1280, 800);
        window->show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(window.get()));
    }
    /// A run that trains on, and has done some steps.
    void trainOn() {
        dropFiles(window.get(), {640, 300}, {digits()});
        ASSERT_NO_FATAL_FAILURE(useWhatWasRead());
        bridge->session().train(1'000'000);
        ASSERT_TRUE(until([&] { return bridge->info()->step > 5; }));
    }
    static std::filesystem::path unsaved() {
        return QFileInfo(digits()).dir().filePath(QStringLiteral("unsaved")).toStdString();
    }
};

TEST_F(WindowLeaving, WithoutAPersonToAskItKeepsWhatWasTrainedAndOffersItAgain) {
    trainOn();
    QSignalSpy closed(window.get(), &MainWindow::closed), lost(window.get(), &MainWindow::lost);
    window->leave();
    window->leave();  // a second signal
    ASSERT_TRUE(until([&] { return closed.count() == 1; }));
    EXPECT_EQ(lost.count(), 0);
    EXPECT_FALSE(window->isVisible());
    const int64_t step = bridge->session().info()->step;
    window.reset();
    bridge.reset();
    ASSERT_EQ(leftUnsaved(unsaved()).size(), 1u);

    begin();
    window->offerUnsaved(leftUnsaved(unsaved()));
    const QList<RecentRow*> rows = window->emptyScreen()->findChildren<RecentRow*>();
    ASSERT_FALSE(rows.isEmpty());
    EXPECT_TRUE(rows.first()->text().startsWith(QLatin1String("digits "))) << qPrintable(rows.first()->text());
    EXPECT_TRUE(rows.first()->accessibleDescription().contains(QLatin1String("not saved")))
        << qPrintable(rows.first()->accessibleDescription());
    QTest::mouseClick(rows.first(), Qt::LeftButton);
    ASSERT_TRUE(reaches(RunState::Finished));
    EXPECT_EQ(bridge->info()->step, step);
    EXPECT_TRUE(window->isWindowModified()) << "nobody has saved it yet";
}

TEST_F(WindowLeaving, ClosedWithoutSavingNothingIsKept) {
    trainOn();
    ASSERT_TRUE(until([] { return std::filesystem::exists(unsaved()) && !std::filesystem::is_empty(unsaved()); }))
        << "while it trains it is kept";
    QSignalSpy closed(window.get(), &MainWindow::closed);
    window->close();
    auto* box = window->findChild<QMessageBox*>();
    ASSERT_NE(box, nullptr);
    for (QAbstractButton* button : box->buttons())
        if (box->buttonRole(button) == QMessageBox::DestructiveRole) QTest::mouseClick(button, Qt::LeftButton);
    ASSERT_TRUE(until([&] { return closed.count() == 1; }));
    window.reset();
    bridge.reset();
    EXPECT_TRUE(std::filesystem::is_empty(unsaved()));
}

}  // namespace
}  // namespace zscape
