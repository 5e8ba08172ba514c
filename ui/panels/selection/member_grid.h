#pragma once

#include "engine/session/types.h"

#include <QPixmap>
#include <QWidget>

#include <memory>
#include <unordered_map>
#include <vector>

namespace zscape {

class SelectionModel;

/// Thumbnails of some of the selected images, as many as there is room for. A click makes one the current image, and
/// the others stay selected; hovering lights it up everywhere.
class MemberGrid : public QWidget {
    Q_OBJECT

public:
    /// \param selection outlives it
    explicit MemberGrid(SelectionModel* selection, QWidget* parent = nullptr);

    void setImages(std::shared_ptr<const ImageSet> images);
    /// In the order in which they are shown.
    void setMembers(std::vector<int64_t> members);
    const std::vector<int64_t>& members() const { return members_; }
    /// How many rows it asks room for, one at least.
    void setRows(int rows);
    /// In widget coordinates; empty: it is not shown.
    QRect cellOf(int64_t image) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    int columns() const;
    int shown() const;
    QRect cellAt(int place) const;
    int placeAt(QPoint point) const;

    SelectionModel* selection_;
    std::shared_ptr<const ImageSet> images_;
    std::vector<int64_t> members_;
    std::unordered_map<int64_t, QPixmap> pixmaps_;  ///< of the members
    int rows_ = 2;
    bool keyboardFocus_ = false;
};

}  // namespace zscape
