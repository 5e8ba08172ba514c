#pragma once

#include "engine/session/layout_snapshot.h"

#include <QWidget>

#include <cstdint>

class QComboBox;
class QGridLayout;
class QLabel;

namespace zscape {

class NumberField;
class PlainSlider;

/// The settings of one kind of map: what the next one is made by.
class MapForm : public QWidget {
    Q_OBJECT

public:
    /// \param kind Tsne or Umap
    explicit MapForm(LayoutKind kind, QWidget* parent = nullptr);

    LayoutRequest request() const;
    /// Emits nothing.
    void setRequest(const LayoutRequest& request);
    /// Images that have a code: of how many a map can be.
    void setImages(int64_t images);
    /// A map of this kind is there, at which the next one can begin.
    void setHasLast(bool hasLast);

    NumberField* nearField() const { return near_; }
    PlainSlider* nearSlider() const { return nearSlider_; }
    NumberField* distanceField() const { return distance_; }
    NumberField* iterationsField() const { return iterations_; }
    NumberField* exaggerationField() const { return exaggeration_; }
    NumberField* exaggeratedField() const { return exaggerated_; }
    QComboBox* startBox() const { return start_; }
    QComboBox* imagesBox() const { return images_; }

Q_SIGNALS:
    void edited();

private:
    void addRow(const QString& name, QWidget* editor);
    void addExaggeration();
    int ownIterations(int64_t images) const;
    QWidget* sliderRow(const QString& name, double least, double most);

    LayoutKind kind_;
    QGridLayout* grid_ = nullptr;
    NumberField* near_ = nullptr;  ///< perplexity, or neighbours
    PlainSlider* nearSlider_ = nullptr;
    NumberField* distance_ = nullptr;  ///< UMAP
    NumberField* iterations_ = nullptr;
    NumberField* exaggeration_ = nullptr;  ///< t-SNE
    NumberField* exaggerated_ = nullptr;   ///< t-SNE: until which iteration
    QComboBox* start_ = nullptr;
    QComboBox* images_ = nullptr;
    int64_t known_ = -1;
    int own_ = 0;  ///< iterations that are the method's own
};

/// "perplexity 50" where `now` differs from `before` in that alone; empty where nothing differs; "these settings" where
/// more does.
QString differenceText(const LayoutRequest& before, const LayoutRequest& now);

}  // namespace zscape
