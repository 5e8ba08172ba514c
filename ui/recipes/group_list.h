#pragma once

#include "ui/recipes/recipe_offer.h"

#include <QWidget>

#include <array>

namespace zscape {

/// The groups with how many recipes of each are shown: a click or an arrow goes to one.
class GroupList : public QWidget {
    Q_OBJECT

public:
    static constexpr int kWidth = 180, kRow = 32;  ///< at 13 px

    explicit GroupList(QWidget* parent = nullptr);

    void setCounts(const std::array<int, kRecipeGroups>& counts);
    int count(RecipeGroup group) const { return counts_[static_cast<size_t>(group)]; }
    /// Emits nothing.
    void setCurrent(RecipeGroup group);
    RecipeGroup current() const { return current_; }
    QRect rowRect(RecipeGroup group) const;
    QSize sizeHint() const override;

Q_SIGNALS:
    /// One that has recipes.
    void chosen(zscape::RecipeGroup group);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    int rowAt(QPoint at) const;

    std::array<int, kRecipeGroups> counts_{};
    RecipeGroup current_ = RecipeGroup::StartHere;
    int hovered_ = -1;
    bool keyboardFocus_ = false;
};

}  // namespace zscape
