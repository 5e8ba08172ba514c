#pragma once

#include "engine/session/import_result.h"
#include "ui/import/preview_grid.h"

#include <QWidget>

class QLabel;
class QStackedWidget;

namespace zscape {

class HeaderCombo;
class IconButton;
class UnreadablePage;

/// The right island of the import page: some of the images, by label or as one grid; in their place, on demand, the
/// files that could not be read.
class ImportPreview : public QWidget {
    Q_OBJECT

public:
    explicit ImportPreview(QWidget* parent = nullptr);

    void setImported(std::shared_ptr<const Imported> imported);
    void setReading(std::shared_ptr<const LoadPreview> preview);
    void showUnreadable();
    void showPictures();
    bool showsUnreadable() const;

    PreviewGrid* grid() const { return grid_; }
    HeaderCombo* orderPicker() const { return order_; }
    IconButton* shuffleButton() const { return shuffle_; }
    QString countText() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showCount();
    bool byLabel() const;

    std::shared_ptr<const Imported> imported_;
    HeaderCombo* order_ = nullptr;
    QLabel* count_ = nullptr;
    IconButton* shuffle_ = nullptr;
    QStackedWidget* pages_ = nullptr;
    PreviewGrid* grid_ = nullptr;
    UnreadablePage* unreadable_ = nullptr;
};

/// The panel's ground with round corners, as every island has it.
void paintIsland(QWidget* widget);

}  // namespace zscape
