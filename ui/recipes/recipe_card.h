#pragma once

#include "ui/recipes/recipe_offer.h"

#include <QAbstractButton>
#include <QImage>

class QPushButton;

namespace zscape {

/// One recipe: a picture that it drew, its name, two lines about it, and what images it asks for, or why these will not
/// do and the button that mends that. A click chooses it, a double-click begins. Keys are its page's.
class RecipeCard : public QAbstractButton {
    Q_OBJECT

public:
    static constexpr int kWidth = 254, kHeight = 172, kPicture = 78;  ///< at 13 px

    explicit RecipeCard(RecipeOffer offer, QWidget* parent = nullptr);

    const RecipeOffer& offer() const { return offer_; }
    void setMisfit(std::optional<RecipeMisfit> misfit);
    bool fits() const { return !offer_.misfit; }
    /// The one that Return begins with.
    void setChosen(bool chosen);

    /// Null while the recipe fits.
    QPushButton* mendButton() const { return mend_; }
    bool hasPicture() const { return !picture_.isNull(); }
    QSize sizeHint() const override;

Q_SIGNALS:
    void begun();
    void mendWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void paintPicture(QPainter& painter);
    void paintWords(QPainter& painter) const;
    void describe();

    RecipeOffer offer_;
    bool chosen_ = false;
    QImage picture_;
    QPixmap scaled_;  ///< the picture as it is drawn at present
    QPushButton* mend_ = nullptr;
};

}  // namespace zscape
