#include "ui/panels/data/data_panel.h"

#include "tests/ui/panels/fake_images.h"
#include "tests/ui/selection/plain_codes.h"
#include "ui/panels/data/load_progress.h"
#include "ui/panels/data/thumbnail_grid.h"
#include "ui/panels/data/unreadable_page.h"
#include "ui/widgets/header_combo.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

namespace zscape {
namespace {

constexpr int kPatience = 20'000;

std::shared_ptr<FakeImages> someImages() {
    auto images = std::make_shared<FakeImages>(1000);
    for (int i = 0; i < 3; ++i)
        images->unreadable_.push_back(
            {"/data/broken " + std::to_string(i) + ".png", {"data.cut", "The file ends after %1 bytes.", {"17"}}});
    return images;
}

struct ShownDataPanel {
    ShownDataPanel() {
        panel.resize(272, 420);
        chosen.model.reset(images->count());
        panel.setImages(images);
        panel.show();
        QCoreApplication::processEvents();
    }
    void type(const char* text) { QTest::keyClicks(panel.searchField(), QString::fromUtf8(text)); }
    bool counts(const char* text) {
        return QTest::qWaitFor([&] { return panel.countText() == QString::fromUtf8(text); }, kPatience);
    }
    std::shared_ptr<FakeImages> images = someImages();
    Chosen chosen;
    DataPanel panel{&chosen.model};
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
    ASSERT_EQ(page->list()->model()->rowCount(), 4) << "three files below the reason that they share";
    const auto row = [&](int i) { return page->list()->model()->index(i, 0); };
    EXPECT_EQ(row(0).data().toString(), QStringLiteral("3 files"));
    EXPECT_EQ(row(1).data().toString(), QStringLiteral("broken 0.png"));
    EXPECT_FALSE(row(0).flags().testFlag(Qt::ItemIsSelectable));
    EXPECT_EQ(page->text().split(QLatin1Char('\n')).size(), 3);
    EXPECT_TRUE(page->text().contains(QStringLiteral("/data/broken 1.png\tThe file ends after 17 bytes.")));
    page->list()->setCurrentIndex(row(3));
    EXPECT_EQ(page->text(), QStringLiteral("/data/broken 2.png\tThe file ends after 17 bytes."));
    QTest::keyClick(page, Qt::Key_Escape);
    EXPECT_TRUE(shown.panel.grid()->isVisible());
}

TEST(UnreadablePage, FilesAreBelowTheReasonThatTheyShareTheMostFirst) {
    UnreadablePage page;
    const auto file = [](const char* name, const char* code, const char* pattern) {
        return UnreadableFile{name, {code, pattern, {name}}};
    };
    page.setFiles({file("/a/1.png", "image.empty", "%1 is empty."), file("/a/2.jpg", "image.html", "%1 is a web page."),
                   file("/a/3.jpg", "image.html", "%1 is a web page.")});
    QStringList seen;
    for (int i = 0; i < page.list()->model()->rowCount(); ++i) {
        const QModelIndex row = page.list()->model()->index(i, 0);
        seen << row.data().toString() << row.data(Qt::UserRole).toString();
    }
    EXPECT_EQ(seen, QStringList({QStringLiteral("2 files"), QStringLiteral("… is a web page."), QStringLiteral("2.jpg"),
                                 QStringLiteral("/a/2.jpg is a web page."), QStringLiteral("3.jpg"),
                                 QStringLiteral("/a/3.jpg is a web page."), QStringLiteral("1 file"),
                                 QStringLiteral("… is empty."), QStringLiteral("1.png"),
                                 QStringLiteral("/a/1.png is empty.")}));
    EXPECT_EQ(page.text().split(QLatin1Char('\n')).size(), 3);
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
    QTest::mouseClick(shown.panel.grid()->viewport(), Qt::LeftButton, {}, shown.panel.grid()->cellAt(1).center());
    EXPECT_EQ(shown.chosen.model.current(), 903);
    shown.panel.searchField()->clear();
    labels->setCurrentIndex(0);
    Q_EMIT labels->activated(0);
    EXPECT_TRUE(shown.counts("1,000 of 1,003 images"));
}

TEST(DataPanel, OfManySelectedImagesItSaysHowMany) {
    ShownDataPanel shown;
    ThumbnailGrid* grid = shown.panel.grid();
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, grid->cellAt(0).center());
    EXPECT_EQ(shown.panel.countText(), QStringLiteral("1,000 of 1,003 images"));
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, Qt::ShiftModifier, grid->cellAt(5).center());
    EXPECT_EQ(shown.panel.countText(), QStringLiteral("6 selected of 1,000"));
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, Qt::ControlModifier, grid->cellAt(2).center());
    EXPECT_EQ(shown.panel.countText(), QStringLiteral("5 selected of 1,000"));
    shown.chosen.history.undo();
    EXPECT_EQ(shown.panel.countText(), QStringLiteral("6 selected of 1,000"));
    shown.chosen.model.letGoOfAll();
    EXPECT_EQ(shown.panel.countText(), QStringLiteral("1,000 of 1,003 images"));
}

TEST(DataPanel, AShiftClickTakesWhatIsShownBetween) {
    ShownDataPanel shown;
    shown.type("image 9");
    EXPECT_TRUE(shown.counts("111 of 1,000 images"));  // 9, 90 to 99, 900 to 999
    ThumbnailGrid* grid = shown.panel.grid();
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, grid->cellAt(0).center());
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, Qt::ShiftModifier, grid->cellAt(3).center());
    const ImageBits& selected = shown.chosen.model.selected();
    EXPECT_EQ(selected.count(), 4);
    for (const int64_t image : {9, 90, 91, 92}) EXPECT_TRUE(selected.contains(image)) << image;
}

TEST(DataPanel, NewImagesBeginWithoutAFilter) {
    ShownDataPanel shown;
    shown.type("zzz");
    EXPECT_TRUE(shown.counts("0 of 1,000 images"));
    shown.panel.setImages(std::make_shared<FakeImages>(40));
    EXPECT_EQ(shown.panel.countText(), QStringLiteral("40 images"));
    EXPECT_TRUE(shown.panel.searchField()->text().isEmpty());
    EXPECT_EQ(shown.panel.grid()->count(), 40);
}

TEST(DataPanel, ALoadShowsItsThumbnailsProgressAndCancel) {
    ShownDataPanel shown;
    auto preview = std::make_shared<LoadPreview>();
    preview->size = 8;
    preview->channels = 1;
    preview->pictures.resize(500);
    preview->pictures[0] = std::make_shared<const Picture>(Picture{8, 8, 1, std::vector<uint8_t>(64, 220)});
    shown.panel.setLoading(preview, Progress{"Reading images", 3120, 12345, 8});
    EXPECT_TRUE(shown.panel.loadProgress()->isVisible());
    EXPECT_EQ(shown.panel.loadProgress()->text(), QStringLiteral("Reading images, 3,120 of 12,345, 8 s left"));
    EXPECT_EQ(shown.panel.grid()->count(), 500);
    shown.panel.setLoading(preview, Progress{"Reading images", 1, 4, 8, 0.5});
    EXPECT_EQ(shown.panel.loadProgress()->text(), QStringLiteral("Reading images, 1 of 4, 8 s left"));
    EXPECT_EQ(shown.panel.loadProgress()->findChild<QProgressBar*>()->value(), 375);
    QSignalSpy cancelled(&shown.panel, &DataPanel::cancelRequested);
    QTest::mouseClick(shown.panel.loadProgress()->findChild<QPushButton*>(), Qt::LeftButton);
    EXPECT_EQ(cancelled.count(), 1);
    shown.panel.setLoading(nullptr, std::nullopt);
    EXPECT_FALSE(shown.panel.loadProgress()->isVisible());
    EXPECT_EQ(shown.panel.grid()->count(), 1000);
    EXPECT_EQ(shown.panel.countText(), QStringLiteral("1,000 of 1,003 images"));
}

TEST(DataPanel, ImportSettingsAskForThePageUnlessARunTrains) {
    ShownDataPanel shown;
    QSignalSpy wanted(&shown.panel, &DataPanel::importSettingsWanted);
    shown.panel.importSettingsAction()->trigger();
    EXPECT_EQ(wanted.count(), 1);
    shown.panel.setTraining(true);
    shown.panel.importSettingsAction()->trigger();
    EXPECT_EQ(wanted.count(), 1);
    EXPECT_FALSE(shown.panel.importSettingsAction()->toolTip().isEmpty());
    shown.panel.setTraining(false);
    EXPECT_TRUE(shown.panel.importSettingsAction()->isEnabled());
}

TEST(DataPanel, SaysOnWhichSidesTheImagesAre) {
    ShownDataPanel shown;
    EXPECT_TRUE(shown.panel.splitText().isEmpty());
    auto split = std::make_shared<Split>();
    split->train.resize(900);
    split->heldOut.resize(100);
    shown.panel.setSplit(split);
    EXPECT_EQ(shown.panel.splitText(), QStringLiteral("900 to train, 100 held out"));
    auto own = std::make_shared<FakeImages>(80);
    own->ownSplit_ = true;
    auto three = std::make_shared<Split>();
    three->train.resize(48);
    three->heldOut.resize(12);
    three->test.resize(20);
    shown.panel.setImages(own);
    shown.panel.setSplit(three);
    EXPECT_EQ(shown.panel.splitText(), QStringLiteral("Its own split: 48 to train, 12 held out, 20 to test"));
}

TEST(DataPanel, FiltersByAttributesTypedAndPicked) {
    auto images = std::make_shared<FakeImages>(1000);
    images->attributes_ = {{"Smiling", Attribute::Kind::Category, {"0", "1"}, 0, 0},
                           {"age", Attribute::Kind::Number, {}, 0, 99},
                           {"Hair colour", Attribute::Kind::Category, {"red", "fair", "dark"}, 0, 0}};
    Chosen chosen;
    DataPanel panel{&chosen.model};
    panel.resize(272, 420);
    panel.setImages(images);
    panel.show();
    const auto counts = [&](const char* typed, const char* count) {
        panel.searchField()->clear();
        QTest::keyClicks(panel.searchField(), QString::fromUtf8(typed));
        EXPECT_TRUE(QTest::qWaitFor([&] { return panel.countText() == QString::fromUtf8(count); }, kPatience))
            << typed << ": " << qPrintable(panel.countText());
    };
    EXPECT_TRUE(panel.searchField()->placeholderText().contains(QStringLiteral("Smiling=0")))
        << qPrintable(panel.searchField()->placeholderText());
    counts("Smiling=1", "500 of 1,000 images");
    counts("smiling=1 age>97", "10 of 1,000 images");  // 99, of each hundred
    counts("age=20..29", "100 of 1,000 images");
    counts("\"Hair colour\"=red", "334 of 1,000 images");
    counts("image 9 age<5", "5 of 1,000 images");  // 900 to 904
    counts("nobody=1", "0 of 1,000 images");       // no attribute of that name: a part of a name
    panel.searchField()->clear();
    // A category stands in the picker as a label does.
    QComboBox* picker = panel.labelPicker();
    const int fair = picker->findText(QStringLiteral("Hair colour: fair"));
    ASSERT_GE(fair, 0);
    picker->setCurrentIndex(fair);
    Q_EMIT picker->activated(fair);
    EXPECT_TRUE(QTest::qWaitFor([&] { return panel.countText() == QStringLiteral("333 of 1,000 images"); }, kPatience))
        << qPrintable(panel.countText());
}

TEST(DataPanel, AMillionImagesAreSearchedWithoutHoldingUpTheWindow) {
    Chosen chosen;
    DataPanel panel{&chosen.model};
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
