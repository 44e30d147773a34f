;; The arithmetic of MiniLM: dense layers in integers, the rest in float32. plain-kernel.ts computes the same numbers, bit for bit, and kernel.ts says
;; what each function promises. `node scripts/build-kernel.js` compiles this into kernel-bytes.ts.
;;
;; No instruction here may differ between machines: no relaxed SIMD, no NaN whose bits are read. Sums of float32 run in four lanes, which $sum adds.
;; Widths are in elements, strides in bytes, all others are addresses or counts.
(module
  (memory (export "memory") 1)

  (func $sum (param $lanes v128) (result f32)
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $lanes)) (f32x4.extract_lane 1 (local.get $lanes)))
      (f32.add (f32x4.extract_lane 2 (local.get $lanes)) (f32x4.extract_lane 3 (local.get $lanes)))))

  ;; float16 -> float32. Moving the bits gives the number times 2^-112, with the subnormal ones too.
  (func (export "widen") (param $from i32) (param $to i32) (param $count i32)
    (local $end i32) (local $half v128)
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $count) (i32.const 2))))
    (loop $next
      (local.set $half (v128.load16x4_u (local.get $from)))
      (v128.store
        (local.get $to)
        (v128.or
          (f32x4.mul
            (i32x4.shl (v128.and (local.get $half) (v128.const i32x4 0x7fff 0x7fff 0x7fff 0x7fff)) (i32.const 13))
            (v128.const f32x4 0x1p112 0x1p112 0x1p112 0x1p112))
          (i32x4.shl (v128.and (local.get $half) (v128.const i32x4 0x8000 0x8000 0x8000 0x8000)) (i32.const 16))))
      (local.set $from (i32.add (local.get $from) (i32.const 8)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $to) (local.get $end)))))

  ;; Adding 1.5 * 2^23 rounds to an integer, half to even, and leaves it in the low bits.
  (func $integers (param $values v128) (result v128)
    (i32x4.sub
      (f32x4.add (local.get $values) (v128.const f32x4 12582912 12582912 12582912 12582912))
      (v128.const i32x4 0x4b400000 0x4b400000 0x4b400000 0x4b400000)))

  (func (export "quantise")
    (param $x i32) (param $xStride i32) (param $rows i32) (param $width i32) (param $to i32) (param $toStride i32) (param $scales i32)
    (local $at i32) (local $out i32) (local $end i32) (local $lanes v128) (local $factor v128) (local $norm f32) (local $value v128)
    (loop $row
      (local.set $end (i32.add (local.get $x) (i32.shl (local.get $width) (i32.const 2))))
      (local.set $lanes (v128.const i32x4 0 0 0 0))
      (local.set $at (local.get $x))
      (loop $square
        (local.set $value (v128.load (local.get $at)))
        (local.set $lanes (f32x4.add (local.get $lanes) (f32x4.mul (local.get $value) (local.get $value))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $square (i32.lt_u (local.get $at) (local.get $end))))
      (local.set $norm (f32.max (f32.sqrt (call $sum (local.get $lanes))) (f32.const 1e-18)))
      (f32.store (local.get $scales) (f32.div (local.get $norm) (f32.const 32767)))
      (local.set $factor (f32x4.splat (f32.div (f32.const 32767) (local.get $norm))))
      (local.set $at (local.get $x))
      (local.set $out (local.get $to))
      (loop $round
        (v128.store
          (local.get $out)
          (i16x8.narrow_i32x4_s
            (i32x4.sub
              (f32x4.add
                (f32x4.mul (v128.load (local.get $at)) (local.get $factor))
                (v128.const f32x4 12582912 12582912 12582912 12582912))
              (v128.const i32x4 0x4b400000 0x4b400000 0x4b400000 0x4b400000))
            (i32x4.sub
              (f32x4.add
                (f32x4.mul (v128.load offset=16 (local.get $at)) (local.get $factor))
                (v128.const f32x4 12582912 12582912 12582912 12582912))
              (v128.const i32x4 0x4b400000 0x4b400000 0x4b400000 0x4b400000))))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (br_if $round (i32.lt_u (local.get $at) (local.get $end))))
      (local.set $x (i32.add (local.get $x) (local.get $xStride)))
      (local.set $to (i32.add (local.get $to) (local.get $toStride)))
      (local.set $scales (i32.add (local.get $scales) (i32.const 4)))
      (br_if $row (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))

  ;; Four pairs of four rows, transposed as 32-bit words: each pair's four words, 32 bytes apart.
  (func $transpose (param $at i32) (param $stride i32) (param $to i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $ab v128) (local $cd v128)
    (local.set $a (v128.load (local.get $at)))
    (local.set $b (v128.load (local.tee $at (i32.add (local.get $at) (local.get $stride)))))
    (local.set $c (v128.load (local.tee $at (i32.add (local.get $at) (local.get $stride)))))
    (local.set $d (v128.load (i32.add (local.get $at) (local.get $stride))))
    (local.set $ab (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b)))
    (local.set $cd (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d)))
    (v128.store (local.get $to) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $ab) (local.get $cd)))
    (v128.store offset=32
      (local.get $to)
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $ab) (local.get $cd)))
    (local.set $ab (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b)))
    (local.set $cd (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d)))
    (v128.store offset=64
      (local.get $to)
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $ab) (local.get $cd)))
    (v128.store offset=96
      (local.get $to)
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $ab) (local.get $cd))))

  ;; Eight rows of pairs, side by side: a transposition of 32-bit words, four pairs at a time and what is left one by one.
  (func (export "pack") (param $from i32) (param $stride i32) (param $pairs i32) (param $panels i32) (param $to i32)
    (local $left i32) (local $row i32) (local $at i32) (local $first i32)
    (loop $panel
      (local.set $first (local.get $from))
      (local.set $left (local.get $pairs))
      (block $few
        (loop $four
          (br_if $few (i32.lt_u (local.get $left) (i32.const 4)))
          (call $transpose (local.get $first) (local.get $stride) (local.get $to))
          (call $transpose
            (i32.add (local.get $first) (i32.shl (local.get $stride) (i32.const 2)))
            (local.get $stride)
            (i32.add (local.get $to) (i32.const 16)))
          (local.set $first (i32.add (local.get $first) (i32.const 16)))
          (local.set $to (i32.add (local.get $to) (i32.const 128)))
          (local.set $left (i32.sub (local.get $left) (i32.const 4)))
          (br $four)))
      (block $none
        (loop $one
          (br_if $none (i32.eqz (local.get $left)))
          (local.set $at (local.get $first))
          (local.set $row (i32.const 8))
          (loop $next
            (i32.store (local.get $to) (i32.load (local.get $at)))
            (local.set $at (i32.add (local.get $at) (local.get $stride)))
            (local.set $to (i32.add (local.get $to) (i32.const 4)))
            (br_if $next (local.tee $row (i32.sub (local.get $row) (i32.const 1)))))
          (local.set $first (i32.add (local.get $first) (i32.const 4)))
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (br $one)))
      (local.set $from (i32.add (local.get $from) (i32.shl (local.get $stride) (i32.const 3))))
      (br_if $panel (local.tee $panels (i32.sub (local.get $panels) (i32.const 1))))))

  ;; Columns of float32, each as quantise makes a row, laid out as pack does.
  (func (export "packColumns")
    (param $x i32) (param $stride i32) (param $rows i32) (param $panels i32) (param $to i32) (param $scales i32)
    (local $at i32) (local $n i32) (local $one v128) (local $two v128) (local $even v128) (local $odd v128)
    (loop $panel
      (local.set $one (v128.const i32x4 0 0 0 0))
      (local.set $two (v128.const i32x4 0 0 0 0))
      (local.set $at (local.get $x))
      (local.set $n (local.get $rows))
      (loop $square
        (local.set $one (f32x4.add (local.get $one) (f32x4.mul (v128.load (local.get $at)) (v128.load (local.get $at)))))
        (local.set $two
          (f32x4.add (local.get $two) (f32x4.mul (v128.load offset=16 (local.get $at)) (v128.load offset=16 (local.get $at)))))
        (local.set $at (i32.add (local.get $at) (local.get $stride)))
        (br_if $square (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (local.set $one (f32x4.pmax (f32x4.sqrt (local.get $one)) (v128.const f32x4 1e-18 1e-18 1e-18 1e-18)))
      (local.set $two (f32x4.pmax (f32x4.sqrt (local.get $two)) (v128.const f32x4 1e-18 1e-18 1e-18 1e-18)))
      (v128.store (local.get $scales) (f32x4.div (local.get $one) (v128.const f32x4 32767 32767 32767 32767)))
      (v128.store offset=16 (local.get $scales) (f32x4.div (local.get $two) (v128.const f32x4 32767 32767 32767 32767)))
      (local.set $one (f32x4.div (v128.const f32x4 32767 32767 32767 32767) (local.get $one)))
      (local.set $two (f32x4.div (v128.const f32x4 32767 32767 32767 32767) (local.get $two)))
      (local.set $at (local.get $x))
      (local.set $n (local.get $rows))
      (loop $pair
        ;; An odd last row is paired with zeros.
        (local.set $odd (v128.const i32x4 0 0 0 0))
        (if (i32.gt_s (local.get $n) (i32.const 1))
          (then
            (local.set $odd
              (i16x8.narrow_i32x4_s
                (call $integers (f32x4.mul (v128.load (i32.add (local.get $at) (local.get $stride))) (local.get $one)))
                (call $integers (f32x4.mul (v128.load offset=16 (i32.add (local.get $at) (local.get $stride))) (local.get $two)))))))
        (local.set $even
          (i16x8.narrow_i32x4_s
            (call $integers (f32x4.mul (v128.load (local.get $at)) (local.get $one)))
            (call $integers (f32x4.mul (v128.load offset=16 (local.get $at)) (local.get $two)))))
        (v128.store
          (local.get $to)
          (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $even) (local.get $odd)))
        (v128.store offset=16
          (local.get $to)
          (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $even) (local.get $odd)))
        (local.set $at (i32.add (local.get $at) (i32.shl (local.get $stride) (i32.const 1))))
        (local.set $to (i32.add (local.get $to) (i32.const 32)))
        (br_if $pair (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 2))) (i32.const 0))))
      (local.set $x (i32.add (local.get $x) (i32.const 32)))
      (local.set $scales (i32.add (local.get $scales) (i32.const 32)))
      (br_if $panel (local.tee $panels (i32.sub (local.get $panels) (i32.const 1))))))

  ;; One row of a tile: both sums as float32, times the scales of row and columns, plus bias.
  (func $finish
    (param $low v128) (param $high v128) (param $rowScale i32) (param $scales i32) (param $bias i32) (param $out i32)
    (local $scale v128)
    (local.set $scale (v128.load32_splat (local.get $rowScale)))
    (v128.store
      (local.get $out)
      (f32x4.add
        (f32x4.mul (f32x4.convert_i32x4_s (local.get $low)) (f32x4.mul (local.get $scale) (v128.load (local.get $scales))))
        (v128.load (local.get $bias))))
    (v128.store offset=16
      (local.get $out)
      (f32x4.add
        (f32x4.mul (f32x4.convert_i32x4_s (local.get $high)) (f32x4.mul (local.get $scale) (v128.load offset=16 (local.get $scales))))
        (v128.load offset=16 (local.get $bias)))))

  ;; Tiles of four rows and eight columns. The inner loop takes one pair at a time: unrolled, its sums do not fit the registers.
  (func (export "multiply")
    (param $a i32) (param $stride i32) (param $rows i32) (param $rowScales i32)
    (param $panel i32) (param $pairs i32) (param $panels i32) (param $scales i32) (param $bias i32)
    (param $out i32) (param $outStride i32)
    (local $a0 i32) (local $a1 i32) (local $a2 i32) (local $a3 i32) (local $b i32) (local $end i32) (local $n i32) (local $to i32)
    (local $row i32) (local $rowScale i32) (local $low v128) (local $high v128) (local $pair v128)
    (local $c0 v128) (local $c1 v128) (local $c2 v128) (local $c3 v128) (local $c4 v128) (local $c5 v128) (local $c6 v128) (local $c7 v128)
    (loop $panelLoop
      (local.set $end (i32.add (local.get $panel) (i32.shl (local.get $pairs) (i32.const 5))))
      (local.set $n (local.get $rows))
      (local.set $row (local.get $a))
      (local.set $rowScale (local.get $rowScales))
      (local.set $to (local.get $out))
      (loop $tile
        (local.set $a0 (local.get $row))
        (local.set $a1 (i32.add (local.get $a0) (local.get $stride)))
        (local.set $a2 (i32.add (local.get $a1) (local.get $stride)))
        (local.set $a3 (i32.add (local.get $a2) (local.get $stride)))
        (local.set $row (i32.add (local.get $a3) (local.get $stride)))
        (local.set $c0 (v128.const i32x4 0 0 0 0))
        (local.set $c1 (v128.const i32x4 0 0 0 0))
        (local.set $c2 (v128.const i32x4 0 0 0 0))
        (local.set $c3 (v128.const i32x4 0 0 0 0))
        (local.set $c4 (v128.const i32x4 0 0 0 0))
        (local.set $c5 (v128.const i32x4 0 0 0 0))
        (local.set $c6 (v128.const i32x4 0 0 0 0))
        (local.set $c7 (v128.const i32x4 0 0 0 0))
        (local.set $b (local.get $panel))
        (loop $depth
          (local.set $low (v128.load (local.get $b)))
          (local.set $high (v128.load offset=16 (local.get $b)))
          (local.set $pair (v128.load32_splat (local.get $a0)))
          (local.set $c0 (i32x4.add (local.get $c0) (i32x4.dot_i16x8_s (local.get $pair) (local.get $low))))
          (local.set $c1 (i32x4.add (local.get $c1) (i32x4.dot_i16x8_s (local.get $pair) (local.get $high))))
          (local.set $pair (v128.load32_splat (local.get $a1)))
          (local.set $c2 (i32x4.add (local.get $c2) (i32x4.dot_i16x8_s (local.get $pair) (local.get $low))))
          (local.set $c3 (i32x4.add (local.get $c3) (i32x4.dot_i16x8_s (local.get $pair) (local.get $high))))
          (local.set $pair (v128.load32_splat (local.get $a2)))
          (local.set $c4 (i32x4.add (local.get $c4) (i32x4.dot_i16x8_s (local.get $pair) (local.get $low))))
          (local.set $c5 (i32x4.add (local.get $c5) (i32x4.dot_i16x8_s (local.get $pair) (local.get $high))))
          (local.set $pair (v128.load32_splat (local.get $a3)))
          (local.set $c6 (i32x4.add (local.get $c6) (i32x4.dot_i16x8_s (local.get $pair) (local.get $low))))
          (local.set $c7 (i32x4.add (local.get $c7) (i32x4.dot_i16x8_s (local.get $pair) (local.get $high))))
          (local.set $a0 (i32.add (local.get $a0) (i32.const 4)))
          (local.set $a1 (i32.add (local.get $a1) (i32.const 4)))
          (local.set $a2 (i32.add (local.get $a2) (i32.const 4)))
          (local.set $a3 (i32.add (local.get $a3) (i32.const 4)))
          (br_if $depth (i32.ne (local.tee $b (i32.add (local.get $b) (i32.const 32))) (local.get $end))))
        (call $finish
          (local.get $c0) (local.get $c1) (local.get $rowScale) (local.get $scales) (local.get $bias) (local.get $to))
        (call $finish
          (local.get $c2) (local.get $c3) (i32.add (local.get $rowScale) (i32.const 4)) (local.get $scales) (local.get $bias)
          (local.tee $to (i32.add (local.get $to) (local.get $outStride))))
        (call $finish
          (local.get $c4) (local.get $c5) (i32.add (local.get $rowScale) (i32.const 8)) (local.get $scales) (local.get $bias)
          (local.tee $to (i32.add (local.get $to) (local.get $outStride))))
        (call $finish
          (local.get $c6) (local.get $c7) (i32.add (local.get $rowScale) (i32.const 12)) (local.get $scales) (local.get $bias)
          (local.tee $to (i32.add (local.get $to) (local.get $outStride))))
        (local.set $to (i32.add (local.get $to) (local.get $outStride)))
        (local.set $rowScale (i32.add (local.get $rowScale) (i32.const 16)))
        (br_if $tile (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 4))) (i32.const 0))))
      (local.set $panel (local.get $end))
      (local.set $scales (i32.add (local.get $scales) (i32.const 32)))
      (local.set $bias (i32.add (local.get $bias) (i32.const 32)))
      (local.set $out (i32.add (local.get $out) (i32.const 32)))
      (br_if $panelLoop (local.tee $panels (i32.sub (local.get $panels) (i32.const 1))))))

  ;; x + y, less its mean, over its deviation, times gain, plus bias; in the place of x.
  (func (export "addNormal") (param $x i32) (param $y i32) (param $rows i32) (param $width i32) (param $gain i32) (param $bias i32)
    (local $at i32) (local $to i32) (local $end i32) (local $lanes v128) (local $mean v128) (local $factor v128) (local $value v128)
    (loop $row
      (local.set $end (i32.add (local.get $x) (i32.shl (local.get $width) (i32.const 2))))
      (local.set $lanes (v128.const i32x4 0 0 0 0))
      (local.set $at (local.get $x))
      (loop $add
        (local.set $value (f32x4.add (v128.load (local.get $at)) (v128.load (local.get $y))))
        (v128.store (local.get $at) (local.get $value))
        (local.set $lanes (f32x4.add (local.get $lanes) (local.get $value)))
        (local.set $y (i32.add (local.get $y) (i32.const 16)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $add (i32.lt_u (local.get $at) (local.get $end))))
      (local.set $mean (f32x4.splat (f32.div (call $sum (local.get $lanes)) (f32.convert_i32_s (local.get $width)))))
      (local.set $lanes (v128.const i32x4 0 0 0 0))
      (local.set $at (local.get $x))
      (loop $square
        (local.set $value (f32x4.sub (v128.load (local.get $at)) (local.get $mean)))
        (local.set $lanes (f32x4.add (local.get $lanes) (f32x4.mul (local.get $value) (local.get $value))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $square (i32.lt_u (local.get $at) (local.get $end))))
      (local.set $factor
        (f32x4.splat
          (f32.div
            (f32.const 1)
            (f32.sqrt
              (f32.add (f32.div (call $sum (local.get $lanes)) (f32.convert_i32_s (local.get $width))) (f32.const 1e-12))))))
      (local.set $to (i32.const 0))
      (local.set $at (local.get $x))
      (loop $scale
        (v128.store
          (local.get $at)
          (f32x4.add
            (f32x4.mul
              (f32x4.mul (f32x4.sub (v128.load (local.get $at)) (local.get $mean)) (local.get $factor))
              (v128.load (i32.add (local.get $gain) (local.get $to))))
            (v128.load (i32.add (local.get $bias) (local.get $to)))))
        (local.set $to (i32.add (local.get $to) (i32.const 16)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $scale (i32.lt_u (local.get $at) (local.get $end))))
      (local.set $x (local.get $end))
      (br_if $row (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))

  ;; e^x in place for numbers from -30 to 0: 2^n times the series of e^r to its sixth power, |r| <= ln 2 / 2.
  (func $exps (param $at i32) (param $end i32)
    (local $x v128) (local $n v128) (local $r v128)
    (loop $next
      (local.set $x (v128.load (local.get $at)))
      (local.set $n
        (f32x4.add
          (f32x4.mul (local.get $x) (v128.const f32x4 1.44269504 1.44269504 1.44269504 1.44269504))
          (v128.const f32x4 12582912 12582912 12582912 12582912)))
      (local.set $r (f32x4.sub (local.get $n) (v128.const f32x4 12582912 12582912 12582912 12582912)))
      ;; ln 2 in two parts, the first with so few digits that its product is exact.
      (local.set $r
        (f32x4.sub
          (f32x4.sub
            (local.get $x)
            (f32x4.mul (local.get $r) (v128.const f32x4 0.693359375 0.693359375 0.693359375 0.693359375)))
          (f32x4.mul (local.get $r) (v128.const f32x4 -2.12194440e-4 -2.12194440e-4 -2.12194440e-4 -2.12194440e-4))))
      (local.set $x
        (f32x4.add
          (f32x4.mul (local.get $r) (v128.const f32x4 0.00138888889 0.00138888889 0.00138888889 0.00138888889))
          (v128.const f32x4 0.00833333333 0.00833333333 0.00833333333 0.00833333333)))
      (local.set $x
        (f32x4.add
          (f32x4.mul (local.get $r) (local.get $x))
          (v128.const f32x4 0.0416666667 0.0416666667 0.0416666667 0.0416666667)))
      (local.set $x
        (f32x4.add
          (f32x4.mul (local.get $r) (local.get $x))
          (v128.const f32x4 0.166666667 0.166666667 0.166666667 0.166666667)))
      (local.set $x (f32x4.add (f32x4.mul (local.get $r) (local.get $x)) (v128.const f32x4 0.5 0.5 0.5 0.5)))
      (local.set $x (f32x4.add (f32x4.mul (local.get $r) (local.get $x)) (v128.const f32x4 1 1 1 1)))
      (local.set $x (f32x4.add (f32x4.mul (local.get $r) (local.get $x)) (v128.const f32x4 1 1 1 1)))
      (v128.store (local.get $at) (i32x4.add (local.get $x) (i32x4.shl (local.get $n) (i32.const 23))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end)))))

  ;; Each row becomes the shares of e^x; what stands from `count` to `width` counts as nothing.
  (func (export "softmax") (param $x i32) (param $stride i32) (param $rows i32) (param $count i32) (param $width i32)
    (local $at i32) (local $end i32) (local $most f32) (local $lanes v128) (local $value v128)
    (loop $row
      (local.set $end (i32.add (local.get $x) (i32.shl (local.get $width) (i32.const 2))))
      (local.set $at (i32.add (local.get $x) (i32.shl (local.get $count) (i32.const 2))))
      (loop $blank
        (if (i32.lt_u (local.get $at) (local.get $end))
          (then
            (f32.store (local.get $at) (f32.const -1e30))
            (local.set $at (i32.add (local.get $at) (i32.const 4)))
            (br $blank))))
      (local.set $lanes (v128.const f32x4 -1e30 -1e30 -1e30 -1e30))
      (local.set $at (local.get $x))
      (loop $largest
        (local.set $lanes (f32x4.pmax (local.get $lanes) (v128.load (local.get $at))))
        (br_if $largest (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
      (local.set $most
        (f32.max
          (f32.max (f32x4.extract_lane 0 (local.get $lanes)) (f32x4.extract_lane 1 (local.get $lanes)))
          (f32.max (f32x4.extract_lane 2 (local.get $lanes)) (f32x4.extract_lane 3 (local.get $lanes)))))
      (local.set $value (f32x4.splat (local.get $most)))
      (local.set $at (local.get $x))
      (loop $lower
        (v128.store
          (local.get $at)
          (f32x4.pmax (f32x4.sub (v128.load (local.get $at)) (local.get $value)) (v128.const f32x4 -30 -30 -30 -30)))
        (br_if $lower (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
      (call $exps (local.get $x) (local.get $end))
      (local.set $lanes (v128.const i32x4 0 0 0 0))
      (local.set $at (local.get $x))
      (loop $total
        (local.set $lanes (f32x4.add (local.get $lanes) (v128.load (local.get $at))))
        (br_if $total (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
      (local.set $value (f32x4.splat (f32.div (f32.const 1) (call $sum (local.get $lanes)))))
      (local.set $at (local.get $x))
      (loop $share
        (v128.store (local.get $at) (f32x4.mul (v128.load (local.get $at)) (local.get $value)))
        (br_if $share (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
      (local.set $x (i32.add (local.get $x) (local.get $stride)))
      (br_if $row (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))

  ;; GELU in place: max(x, 0) - |x| / 2 * erfc(|x| / sqrt 2), by Abramowitz and Stegun 7.1.26, whose error is 1.5e-7.
  (func (export "gelu") (param $x i32) (param $rows i32) (param $width i32) (param $scratch i32)
    (local $at i32) (local $to i32) (local $end i32) (local $value v128) (local $size v128) (local $t v128) (local $series v128)
    (loop $row
      (local.set $end (i32.add (local.get $x) (i32.shl (local.get $width) (i32.const 2))))
      (local.set $at (local.get $x))
      (local.set $to (local.get $scratch))
      (loop $square
        (local.set $value (v128.load (local.get $at)))
        (v128.store
          (local.get $to)
          (f32x4.pmax
            (f32x4.mul (f32x4.mul (local.get $value) (local.get $value)) (v128.const f32x4 -0.5 -0.5 -0.5 -0.5))
            (v128.const f32x4 -30 -30 -30 -30)))
        (local.set $to (i32.add (local.get $to) (i32.const 16)))
        (br_if $square (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
      (call $exps (local.get $scratch) (local.get $to))
      (local.set $at (local.get $x))
      (local.set $to (local.get $scratch))
      (loop $next
        (local.set $value (v128.load (local.get $at)))
        (local.set $size (f32x4.abs (local.get $value)))
        (local.set $t
          (f32x4.div
            (v128.const f32x4 1 1 1 1)
            (f32x4.add
              (f32x4.mul (local.get $size) (v128.const f32x4 0.231641888 0.231641888 0.231641888 0.231641888))
              (v128.const f32x4 1 1 1 1))))
        (local.set $series
          (f32x4.add
            (f32x4.mul (local.get $t) (v128.const f32x4 1.061405429 1.061405429 1.061405429 1.061405429))
            (v128.const f32x4 -1.453152027 -1.453152027 -1.453152027 -1.453152027)))
        (local.set $series
          (f32x4.add
            (f32x4.mul (local.get $t) (local.get $series))
            (v128.const f32x4 1.421413741 1.421413741 1.421413741 1.421413741)))
        (local.set $series
          (f32x4.add
            (f32x4.mul (local.get $t) (local.get $series))
            (v128.const f32x4 -0.284496736 -0.284496736 -0.284496736 -0.284496736)))
        (local.set $series
          (f32x4.add
            (f32x4.mul (local.get $t) (local.get $series))
            (v128.const f32x4 0.254829592 0.254829592 0.254829592 0.254829592)))
        (v128.store
          (local.get $at)
          (f32x4.sub
            (f32x4.pmax (local.get $value) (v128.const f32x4 0 0 0 0))
            (f32x4.mul
              (f32x4.mul (local.get $size) (v128.const f32x4 0.5 0.5 0.5 0.5))
              (f32x4.mul (f32x4.mul (local.get $t) (local.get $series)) (v128.load (local.get $to))))))
        (local.set $to (i32.add (local.get $to) (i32.const 16)))
        (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
      (local.set $x (local.get $end))
      (br_if $row (local.tee $rows (i32.sub (local.get $rows) (i32.const 1)))))))
