#include "ui/panels/data/data_panel.h"

#include "tests/ui/panels/fake_images.h"
#include "ui/panels/data/import_form.h"
#include "ui/panels/data/load_progress.h"
#include "ui/panels/data/thumbnail_grid.h"
#include "ui/panels/data/unreadable_page.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/number_field.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

namespace zscape {
namespace {

constexpr int kPatience = 20'000;

std::shared_ptr<FakeImages> someImages() {
    auto images = std::make_shared<FakeImages>(1000);
    for (int i = 0; i < 3; ++i)
        images->unreadable_.push_back({"/data/broken " + std::to_string(i) + ".png", {"data.cut", "The file ends after %1 bytes.", {"17"}}});
    return images;
}

struct ShownDataPanel {
    ShownDataPanel() {
        panel.resize(272, 420);
        panel.setImages(images);
        panel.show();
        QCoreApplication::processEvents();
    }
    void type(const char* text) { QTest::keyClicks(panel.searchField(), QString::fromUtf8(text)); }
    bool counts(const char* text) {
        return QTest::qWaitFor([&] { return panel.countText() == QString::fromUtf8(text); }, kPatience);
    }
    std::shared_ptr<FakeImages> images = someImages();
    DataPanel panel;
};

TEST(DataPanel, SaysHowManyOfHowMany) {
    ShownDataPanel shown;
    EXPECT_EQ(shown.panel.countText(), QStringLiteral("1,000 of 1,003 images"));
    EXPECT_EQ(shown.panel.formatText(), QStringLiteral("16 × 16 grey"));
    EXPECT_TRUE(shown.panel.showUnreadableButton()->isVisible());
    shown.panel.setImages(std::make_shared<FakeImages>(12));
    EXPECT_EQ(shown.panel.countText(), QStringLiteral("12 images"));
    EXPECT_FALSE(shown.panel.showUnreadableButton()->isVisible());
}

TEST(DataPanel, TheUnreadableFilesAreListedWithTheirReasonsAndCopied) {
    ShownDataPanel shown;
    QTest::mouseClick(shown.panel.showUnreadableButton(), Qt::LeftButton);
    UnreadablePage* page = shown.panel.unreadablePage();
    ASSERT_TRUE(page->isVisible());
    EXPECT_EQ(page->list()->model()->rowCount(), 3);
    EXPECT_EQ(page->text().split(QLatin1Char('\n')).size(), 3);
    EXPECT_TRUE(page->text().contains(QStringLiteral("/data/broken 1.png\tThe file ends after 17 bytes.")));
    page->list()->setCurrentIndex(page->list()->model()->index(2, 0));
    EXPECT_EQ(page->text(), QStringLiteral("/data/broken 2.png\tThe file ends after 17 bytes."));
    QTest::keyClick(page, Qt::Key_Escape);
    EXPECT_TRUE(shown.panel.grid()->isVisible());
}

TEST(DataPanel, FiltersByLabelAndName) {
    ShownDataPanel shown;
    QComboBox* labels = shown.panel.labelPicker();
    EXPECT_EQ(labels->itemText(0), QStringLiteral("All labels"));
    EXPECT_EQ(labels->count(), 11);
    labels->setCurrentIndex(4);
    Q_EMIT labels->activated(4);
    EXPECT_TRUE(shown.counts("100 of 1,000 images"));
    EXPECT_EQ(shown.panel.grid()->count(), 100);
    shown.type("image 9");
    EXPECT_TRUE(shown.counts("11 of 1,000 images"));  // 93, 903 to 993
    QSignalSpy selected(&shown.panel, &DataPanel::imageSelected);
    QTest::mouseClick(shown.panel.grid()->viewport(), Qt::LeftButton, {}, shown.panel.grid()->cellAt(1).center());
    ASSERT_EQ(selected.count(), 1);
    EXPECT_EQ(selected[0][0].toLongLong(), 903);
    shown.panel.searchField()->clear();
    labels->setCurrentIndex(0);
    Q_EMIT labels->activated(0);
    EXPECT_TRUE(shown.counts("1,000 of 1,003 images"));
}

TEST(DataPanel, NewImagesBeginWithoutAFilterAndASelection) {
    ShownDataPanel shown;
    shown.panel.setSelected(5);
    shown.type("zzz");
    EXPECT_TRUE(shown.counts("0 of 1,000 images"));
    shown.panel.setImages(std::make_shared<FakeImages>(40));
    EXPECT_EQ(shown.panel.countText(), QStringLiteral("40 images"));
    EXPECT_TRUE(shown.panel.searchField()->text().isEmpty());
    EXPECT_EQ(shown.panel.grid()->selected(), -1);
    EXPECT_EQ(shown.panel.grid()->count(), 40);
}

TEST(DataPanel, ALoadShowsItsThumbnailsProgressAndCancel) {
    ShownDataPanel shown;
    auto preview = std::make_shared<LoadPreview>();
    preview->size = 8;
    preview->channels = 1;
    preview->pictures.resize(500);
    preview->pictures[0] = Picture{8, 8, 1, std::vector<uint8_t>(64, 220)};
    shown.panel.setLoading(preview, Progress{"Reading images", 3120, 12345, 8});
    EXPECT_TRUE(shown.panel.loadProgress()->isVisible());
    EXPECT_EQ(shown.panel.loadProgress()->text(), QStringLiteral("Reading images, 3,120 of 12,345, 8 s left"));
    EXPECT_EQ(shown.panel.grid()->count(), 500);
    QSignalSpy cancelled(&shown.panel, &DataPanel::cancelRequested);
    QTest::mouseClick(shown.panel.loadProgress()->findChild<QPushButton*>(), Qt::LeftButton);
    EXPECT_EQ(cancelled.count(), 1);
    shown.panel.setLoading(nullptr, std::nullopt);
    EXPECT_FALSE(shown.panel.loadProgress()->isVisible());
    EXPECT_EQ(shown.panel.grid()->count(), 1000);
    EXPECT_EQ(shown.panel.countText(), QStringLiteral("1,000 of 1,003 images"));
}

TEST(DataPanel, ImportAgainTellsWhatTheFormSays) {
    ShownDataPanel shown;
    QSignalSpy wanted(&shown.panel, &DataPanel::importRequested);
    shown.panel.showImportSettings();
    ImportForm* form = shown.panel.importForm();
    ASSERT_TRUE(form->isVisible());
    EXPECT_EQ(form->sizeField()->value(), 16);
    QLineEdit* size = form->sizeField()->line();
    size->selectAll();
    QTest::keyClicks(size, QStringLiteral("300"));
    QTest::keyClick(size, Qt::Key_Return);
    EXPECT_FALSE(form->sizeField()->error().isEmpty());
    EXPECT_EQ(form->settings().size, 16);
    size->selectAll();
    QTest::keyClicks(size, QStringLiteral("64"));
    QTest::keyClick(size, Qt::Key_Return);
    form->depthPicker()->setCurrentIndex(1);
    QTest::mouseClick(form->importButton(), Qt::LeftButton);
    ASSERT_EQ(wanted.count(), 1);
    const auto settings = wanted[0][0].value<ImportSettings>();
    EXPECT_EQ(settings.size, 64);
    EXPECT_EQ(settings.channels, 3);
    EXPECT_TRUE(settings.guessFit);
    EXPECT_TRUE(shown.panel.grid()->isVisible());
    shown.panel.setTraining(true);
    EXPECT_FALSE(form->importButton()->isEnabled());
    EXPECT_FALSE(form->importButton()->toolTip().isEmpty());
}

TEST(DataPanel, AMillionImagesAreSearchedWithoutHoldingUpTheWindow) {
    DataPanel panel;
    panel.resize(272, 420);
    panel.setImages(std::make_shared<FakeImages>(1'000'000, 2));
    panel.show();
    QTest::keyClicks(panel.searchField(), QStringLiteral("999999"));
    qint64 longest = 0;
    QElapsedTimer turn;
    const bool found = QTest::qWaitFor(
        [&] {
            turn.start();
            QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
            longest = std::max(longest, turn.elapsed());
            return panel.countText() == QStringLiteral("1 of 1,000,000 images");
        },
        kPatience);
    EXPECT_TRUE(found);
    std::cout << "  longest turn of the event loop while searching " << longest << " ms\n";
}

}  // namespace
}  // namespace zscape
