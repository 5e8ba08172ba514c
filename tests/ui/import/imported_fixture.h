#pragma once

#include "tests/ui/panels/fake_images.h"
#include "ui/import/import_page.h"
#include "ui/import/import_row.h"

#include <QTest>

namespace zscape {

/// `images` as reading them would give it.
inline std::shared_ptr<Imported> importedOf(const std::shared_ptr<FakeImages>& images, ImportSettings settings) {
    auto imported = std::make_shared<Imported>();
    imported->request = {{"/home/somebody/Downloads/digits"}, std::move(settings)};
    imported->request.settings.size = images->size();
    imported->request.settings.channels = images->channels();
    imported->request.settings.guessFit = false;
    imported->images = images;
    auto split = std::make_shared<Split>();
    imported->counts.assign(images->labelNames().size() + 1, {});
    for (int64_t i = 0; i < images->count(); ++i) {
        const Side side = images->ownSplit_ ? images->ownSideOf(i) : i % 10 == 0 ? Side::HeldOut : Side::Train;
        (side == Side::Train ? split->train : side == Side::HeldOut ? split->heldOut : split->test).push_back(i);
        const int label = images->labelOf(i);
        ++imported
              ->counts[label < 0 ? images->labelNames().size() : static_cast<size_t>(label)][static_cast<size_t>(side)];
    }
    imported->split = split;
    imported->ownSplit = images->ownSplit_;
    return imported;
}

/// A page of 1268 x 704, as a window of 1280 x 800 shows it, with 70,000 images of ten labels and a split of their own.
struct ShownPage {
    explicit ShownPage(QSize size = {1268, 704}) {
        images->ownSplit_ = true;
        images->report_.levels = {{1, {"train", "val", "test"}, 3, true, false},
                                  {2, {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}, 10, false, true}};
        settings.labels = "level:2";
        settings.split = "own";
        settings.group = "none";
        settings.table = "none";
        settings.duplicates = "keep";
        page.resize(size);
        page.show();
        page.begin(QStringLiteral("~/Downloads/digits"), false);
    }
    void give() {
        page.setImported(importedOf(images, settings), images->ownSplit_, 0.1);
        settle();
    }
    /// Layouts and what they queue.
    void settle() {
        for (int i = 0; i < 3; ++i) QCoreApplication::processEvents();
    }
    ImportRow* row(ImportPage::Row which) const { return page.row(which); }
    void open(ImportPage::Row which) {
        QTest::mouseClick(row(which)->head(), Qt::LeftButton, {}, {200, 20});
        settle();
    }
    QColor at(const QWidget* widget, QPoint point) {
        return page.grab().toImage().pixelColor(widget->mapTo(&page, point));
    }

    std::shared_ptr<FakeImages> images = std::make_shared<FakeImages>(70000);
    ImportSettings settings;
    ImportPage page;
};

}  // namespace zscape
